// Starts the vault in its worker. What the page sends before the vault can listen is kept and delivered in order.
import init from "./worker.js";

const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

// An error in an awaited promise would stay in here; thrown again, it reaches the page, which shows the rescue page.
self.addEventListener("unhandledrejection", (event) => {
  throw event.reason;
});
self.sprechtag = {
  failed(where) {
    self.reportError(new Error(where));
  },
};

await init({ module_or_path: fetch("./worker.wasm", { integrity: "integrity:worker.wasm" }) });
self.removeEventListener("message", keep);
for (const event of early) {
  self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
}
