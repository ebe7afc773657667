// The script of every page. Pages work without it; each module below makes one thing easier.
import "htmx.org/dist/htmx.esm.js";
import "bootstrap/js/dist/collapse";
import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/offcanvas";

import { startAgendaOffline } from "./modules/agenda-offline.js";
import { startAnnouncements } from "./modules/announcements.js";
import { startAutosubmit } from "./modules/forms/autosubmit.js";
import { startBulk } from "./modules/forms/bulk.js";
import { startCheckInDesk } from "./modules/check-in-desk.js";
import { startChoices } from "./modules/forms/choices.js";
import { startConfirmation } from "./modules/forms/confirmation.js";
import { startCounters } from "./modules/forms/counters.js";
import { startCsrf } from "./modules/csrf.js";
import { startDrafts } from "./modules/forms/drafts.js";
import { startFileFaults } from "./modules/forms/file-faults.js";
import { startFloorTimers } from "./modules/screens/floor-timer.js";
import { startLocalTimes } from "./modules/local-times.js";
import { startPasskeys } from "./modules/passkeys.js";
import { startPhotoCrop } from "./modules/forms/photo-crop.js";
import { startPolling } from "./modules/polling.js";
import { startQuestions } from "./modules/forms/questions.js";
import { startMenus } from "./modules/menus.js";
import { startOffline } from "./modules/offline.js";
import { startOwnTimes } from "./modules/own-time.js";
import { startParagraphs } from "./modules/forms/paragraphs.js";
import { startScreenOperator } from "./modules/screens/screen-operator.js";
import { startSearch } from "./modules/search.js";
import { startNeighbours } from "./modules/neighbours.js";
import { startShortcuts } from "./modules/shortcuts.js";
import { startSingleKeys } from "./modules/single-keys.js";
import { startSorting } from "./modules/forms/sorting.js";
import { startSpeakerClocks } from "./modules/screens/speaker-clock.js";
import { startStars } from "./modules/stars.js";
import { startTables } from "./modules/tables.js";
import { startUnsavedWarning } from "./modules/forms/unsaved.js";

startCsrf();
startPolling();
startConfirmation();
startAutosubmit();
startUnsavedWarning();
startAgendaOffline();
startAnnouncements();
startDrafts();
startMenus();
startOffline(document.body);
startPasskeys();
startSearch();
startCheckInDesk();
startNeighbours();
startShortcuts();
startSingleKeys();

// Each of these looks for its marks in the page, and again in every part that htmx inserts.
for (const start of [
  startBulk,
  startChoices,
  startCounters,
  startFileFaults,
  startFloorTimers,
  startLocalTimes,
  startOwnTimes,
  startParagraphs,
  startPhotoCrop,
  startQuestions,
  startScreenOperator,
  startSorting,
  startSpeakerClocks,
  startStars,
  startTables,
]) {
  start(document.body);
  document.body.addEventListener("htmx:load", (event) => start(event.detail.elt));
}

document.querySelector("[data-focus]")?.focus();
// On a phone the trail, or a row of tabs, is one line: scroll the current one into view.
for (const here of document.querySelectorAll(".masthead-navigation [aria-current], .tabs [aria-current]")) {
  const way = here.closest("ul");
  if (way) way.scrollLeft += here.getBoundingClientRect().left - way.getBoundingClientRect().left - 24;
}
