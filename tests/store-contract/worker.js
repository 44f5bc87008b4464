// Starts the contract suite's WebAssembly; a message that came early is delivered afterwards.
import init from "./store-contract.js";

const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);
await init({ module_or_path: fetch("/store-contract.wasm") });
self.removeEventListener("message", keep);
for (const event of early) self.dispatchEvent(new MessageEvent("message", { data: event.data }));
