// The script of all pages but the public ones: what those have, and what only people at work need.
import "./parts.js";
import "./public.js";
import "bootstrap/js/dist/collapse";
import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/offcanvas";

import { startAutosubmit } from "./modules/forms/autosubmit.js";
import { startBulk } from "./modules/forms/bulk.js";
import { startCheckInDesk } from "./modules/check-in-desk.js";
import { startEverywhere } from "./modules/everywhere.js";
import { startFloorTimers } from "./modules/screens/floor-timer.js";
import { startOffline } from "./modules/offline.js";
import { startOwnTimes } from "./modules/own-time.js";
import { startParagraphs } from "./modules/forms/paragraphs.js";
import { startPasskeys } from "./modules/passkeys.js";
import { startPlaceholders } from "./modules/forms/placeholders.js";
import { startRecordKeys } from "./modules/record-keys.js";
import { startRail } from "./modules/rail.js";
import { startScreenOperator } from "./modules/screens/screen-operator.js";
import { startSearch } from "./modules/search.js";
import { startShortcuts } from "./modules/shortcuts.js";
import { startSingleKeys } from "./modules/single-keys.js";
import { startRowWords } from "./modules/forms/row-words.js";
import { startSorting } from "./modules/forms/sorting.js";
import { startSpeakerClocks } from "./modules/screens/speaker-clock.js";
import { startUnsavedWarning } from "./modules/forms/unsaved.js";

startAutosubmit();
startUnsavedWarning();
startOffline(document.body);
startPasskeys();
startSearch();
startCheckInDesk();
startPlaceholders();
startRecordKeys();
startRail();
startShortcuts();
startSingleKeys();
startEverywhere(
  startBulk,
  startFloorTimers,
  startOwnTimes,
  startParagraphs,
  startRowWords,
  startScreenOperator,
  startSorting,
  startSpeakerClocks,
);
