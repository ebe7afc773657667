// Only one window of the browser scans, and its screen stays on.

const PATIENCE = 1500; // milliseconds; a page that is loaded again lets go of its own lock only after a moment

// Resolves with whether this is the only window now. With `takeOver` it becomes that; `lost` is called when another one
// takes over from this.
export function onlyHere(slug, { takeOver = false, lost }) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    let granted = false;
    const options = takeOver ? { steal: true } : { signal: AbortSignal.timeout(PATIENCE) };
    const hold = () => {
      granted = true;
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(`confman-door-${slug}`, options, hold).catch(() => {
      if (granted) lost();
      resolve(false);
    });
  });
}

// While `wanted` returns true, the screen does not go dark by itself.
export function stayAwake(wanted) {
  let lock = null;
  const hold = async () => {
    if (!("wakeLock" in navigator) || document.hidden || !wanted() || (lock && !lock.released)) return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
  };
  document.addEventListener("visibilitychange", hold);
  addEventListener("pointerdown", hold);
  hold();
}
