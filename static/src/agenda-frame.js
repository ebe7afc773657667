// Inside the frame on another website: reports the height of the agenda, now and when it changes.
new ResizeObserver(() => {
  window.parent.postMessage({ confmanHeight: document.documentElement.scrollHeight }, "*");
}).observe(document.body);
