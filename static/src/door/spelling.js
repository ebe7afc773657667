// Names in one spelling, whatever their script, folded as on the server (confman/web/search.py). Pure. `table`:
// {letters: {small letter: Latin letters}, spellings: [[variant, common spelling]]}

export function fold(text, { letters, spellings }) {
  const small = text.normalize("NFKC").toLowerCase();
  let latin = [...small].map((letter) => letters[letter] ?? letter).join("");
  latin = latin.normalize("NFKD").replace(/\p{M}/gu, "");
  for (let before = ""; before !== latin; ) {
    before = latin;
    for (const [spelling, common] of spellings) latin = latin.replaceAll(spelling, common);
  }
  return latin
    .replace(/['`‘’ʻʼ′]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
