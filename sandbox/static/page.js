// Keeps every conversation at its newest message, unless its reader has just asked for earlier ones;
// and keeps the keyboard's place: a pressed button goes away with its question, then the field below it is next.
(() => {
  const down = (log) => { if (!log.dataset.keep) log.scrollTop = log.scrollHeight; };
  const logOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[role=log]");
  const resized = new ResizeObserver((entries) => entries.forEach((entry) => down(entry.target)));
  let last = null; // where the keyboard was, and on which screen
  document.addEventListener("focusin", ({ target }) => {
    last = target.matches(":focus-visible") ? { target, screen: target.closest(".screen") } : null;
  });
  const keepPlace = () => {
    if (!last?.screen || last.target.isConnected || document.activeElement !== document.body) return;
    last.screen.querySelector(".composer input, .blocked button")?.focus();
  };
  new MutationObserver((records) => {
    const touched = new Set();
    for (const record of records) {
      const log = logOf(record.target);
      if (log) touched.add(log);
      for (const node of record.addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches("[role=log]")) touched.add(node);
        node.querySelectorAll("[role=log]").forEach((found) => touched.add(found));
      }
    }
    keepPlace();
    touched.forEach((log) => {
      resized.observe(log); // also tells when a hidden phone is shown again
      requestAnimationFrame(() => down(log));
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("load", (event) => {
    const log = event.target.nodeType === 1 && logOf(event.target);
    if (log) down(log);
  }, true);
})();
