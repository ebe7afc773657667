// What is on and what comes next: "over", "now", "next" or "later" for each entry {start, until, day, told}.
// agenda/screens/domain/content.py (states_of) does the same for the first display.
export function statesOf(entries, now, today) {
  let coming = entries.filter((each) => !each.told && each.start > now);
  const ofToday = coming.filter((each) => each.day === today);
  if (ofToday.length) coming = ofToday;
  const first = Math.min(...coming.map((each) => each.start));
  return entries.map((each) => {
    if (each.until <= now) return "over";
    if (each.start <= now) return "now";
    return each.start === first ? "next" : "later";
  });
}
