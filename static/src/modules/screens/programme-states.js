// The state of each entry of the programme: "over", "now", "next" or "later" for each entry {start, until, day, told}.
// agenda/screens/domain/content.py (states_of) does the same for the first display.
export function statesOf(entries, now, today) {
  let coming = entries.filter((entry) => !entry.told && entry.start > now);
  const ofToday = coming.filter((entry) => entry.day === today);
  if (ofToday.length) coming = ofToday;
  const first = Math.min(...coming.map((entry) => entry.start));
  return entries.map((entry) => {
    if (entry.until <= now) return "over";
    if (entry.start <= now) return "now";
    return entry.start === first ? "next" : "later";
  });
}
