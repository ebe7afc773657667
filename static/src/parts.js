// The script of pages of which htmx fetches parts (hx-get, hx-post).
import htmx from "htmx.org/dist/htmx.esm.js";

import { startAnnouncements } from "./modules/announcements.js";
import { startCsrf } from "./modules/csrf.js";
import { startPolling } from "./modules/poll.js";
import { startRequests } from "./modules/requests.js";
import { startReviewPanel } from "./modules/review-panel.js";

startCsrf();
startPolling();
startAnnouncements();
startRequests(htmx);
startReviewPanel(htmx);
