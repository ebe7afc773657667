// Inside the frame on another website: says how high the agenda is, now and when that changes.
new ResizeObserver(() => {
  window.parent.postMessage({ confmanHeight: document.documentElement.scrollHeight }, "*");
}).observe(document.body);
