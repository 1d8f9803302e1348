// Runs before the first paint: the reader's choice of colors, and where the page's modules are.
(() => {
  const modules = new URL("./", document.currentScript.src);
  window.credencePage = { main: new URL("main.js", modules).href };
  try {
    const theme = localStorage.getItem("credence.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* storage is blocked: follow the system */ }
})();
