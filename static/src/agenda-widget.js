// For <script async src=".../agenda/widget.js"> on another website: replaces it by a frame as high as its content. The
// script's address identifies the agenda; data-view="grid" and data-day are passed on. The tag is a classic script,
// which can find its own element.
for (const tag of document.querySelectorAll('script[src*="/agenda/widget.js"]:not([data-placed])')) {
  tag.dataset.placed = "";
  const address = new URL(tag.src);
  address.pathname = address.pathname.replace(/widget\.js$/, "widget/");
  for (const name of ["view", "day"]) {
    if (tag.dataset[name]) address.searchParams.set(name, tag.dataset[name]);
  }
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = tag.dataset.title ?? "Agenda";
  frame.loading = "lazy";
  frame.style.cssText = "inline-size: 100%; block-size: 40rem; border: 0";
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && Number.isFinite(event.data?.confmanHeight)) {
      frame.style.blockSize = `${Math.ceil(event.data.confmanHeight)}px`;
    }
  });
  tag.after(frame);
}
