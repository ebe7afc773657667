// The script of the public site, and the first half of every other page's (app.js). Pages work without it; each module
// below makes one thing easier.
import { startAgendaOffline } from "./modules/agenda-offline.js";
import { startDocumentsOffline } from "./modules/documents-offline.js";
import { startChoices } from "./modules/forms/choices.js";
import { startConfirmation } from "./modules/forms/confirmation.js";
import { startCounters } from "./modules/forms/counters.js";
import { startDrafts } from "./modules/forms/drafts.js";
import { startFileFaults } from "./modules/forms/file-faults.js";
import { startLocalTimes } from "./modules/local-times.js";
import { startEverywhere } from "./modules/everywhere.js";
import { startMenus } from "./modules/menus.js";
import { startPhotoCrop } from "./modules/forms/photo-crop.js";
import { startQuestions } from "./modules/forms/questions.js";
import { startStars } from "./modules/stars.js";
import { startTables } from "./modules/tables.js";

startConfirmation();
startAgendaOffline();
startDocumentsOffline();
startDrafts();
startMenus();
startEverywhere(startChoices, startCounters, startFileFaults, startLocalTimes, startPhotoCrop, startQuestions, startStars, startTables);

document.querySelector("[data-focus]")?.focus();
// On a phone a row of tabs is one line: scroll the current one into view.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const way = here.closest("ul");
  if (way) way.scrollLeft += here.getBoundingClientRect().left - way.getBoundingClientRect().left - 24;
}
