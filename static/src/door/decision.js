// Decides from the device's list alone what to show for a scan. Pure: no clock, no network, no storage.

// Tells whether this person already counts at a checkpoint of that mode. `last` is the latest admission there: {at: ISO,
// direction}. The same rule as the server's (registrations/attendance/domain/scan_log.py).
export function isRepeated({ last, mode, direction, at, timezone }) {
  if (!last) return false;
  if (mode === "in-out") return last.direction === direction;
  if (mode === "daily") return dayOf(last.at, timezone) === dayOf(at, timezone);
  return true;
}

// {shown: "ok" | "amber" | "red", reason: key of a sentence or null, words: the server's own sentence or null,
//  entry: who it is or null, last: the admission before or null}
// `kind` is that of ticket-code.js; `entry` what the list says of the ticket: {s: the colour, r: the sentence for it};
// `revoked` the sentence of a badge that was replaced.
export function decide({ kind, entry = null, revoked = null, last, mode, direction, at, timezone }) {
  if (kind !== "ticket") return answer("red", { reason: kind });
  if (revoked !== null) return answer("red", { reason: "revoked", words: revoked });
  if (!entry) return answer("red", { reason: "unknown" });
  if (entry.s === "red") return answer("red", { reason: "not_admitted", words: entry.r, entry });
  if (isRepeated({ last, mode, direction, at, timezone })) {
    const reason = mode === "in-out" ? `before_${direction}` : "before";
    return answer("amber", { reason, entry, last });
  }
  if (entry.s === "amber") return answer("amber", { reason: "look_at", words: entry.r, entry });
  return answer("ok", { entry });
}

// The server's value for what was shown, and the colour for the server's value: an admission with a reason is amber.
export function toldAs({ shown, reason }) {
  if (shown === "red") return "refused";
  return counts({ shown, reason }) ? "admitted" : "repeated";
}

export function shownFor({ result, reason }) {
  if (result === "admitted") return reason ? "amber" : "ok";
  return result === "repeated" ? "amber" : "red";
}

// Tells whether a scan with this colour counts as an admission here, and so determines the next one.
export function counts({ shown, reason }) {
  return shown === "ok" || (shown === "amber" && !reason.startsWith("before"));
}

// Tells whether the person may have to go to the help desk: turned away, or let in with a reason.
export function needsDesk({ shown, reason }) {
  return shown === "red" ? reason !== "enrolment" : reason === "look_at";
}

// The four letters under which the desk finds a scan: the first twenty bits of its id, five to a letter.
export function noteOf(id, alphabet) {
  const bits = parseInt(id.slice(0, 5), 16);
  return [15, 10, 5, 0].map((shift) => alphabet[(bits >> shift) & 31]).join("");
}

function answer(shown, { reason = null, words = null, entry = null, last = null }) {
  return { shown, reason, words: words || null, entry, last };
}

function dayOf(moment, timezone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" }).format(new Date(moment));
}
