// Keeps every conversation at its newest message, unless its reader has just asked for earlier ones.
(() => {
  const down = (log) => { if (!log.dataset.keep) log.scrollTop = log.scrollHeight; };
  const logOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[role=log]");
  new MutationObserver((records) => {
    const touched = new Set();
    for (const record of records) {
      const log = logOf(record.target);
      if (log) touched.add(log);
      for (const node of record.addedNodes) {
        if (node.nodeType === 1) node.querySelectorAll("[role=log]").forEach((found) => touched.add(found));
      }
    }
    touched.forEach((log) => requestAnimationFrame(() => down(log)));
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("load", (event) => {
    const log = event.target.nodeType === 1 && logOf(event.target);
    if (log) down(log);
  }, true);
})();
