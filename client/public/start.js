// Starts the app's page: fetches its WebAssembly, checks it, runs it. The script `boot.js` went before.
import init from "./app.js";

if (sprechtag.isSupported) {
  const wasm = fetch("./app.wasm", { integrity: "integrity:app.wasm" });
  init({ module_or_path: wasm }).catch(() => sprechtag.failed("start"));
}
