// Opens the worker in which the store's contract runs, under the policy the relay's headers allow.
"use strict";

const policy = trustedTypes.createPolicy("sprechtag", { createScriptURL: () => "/worker.js" });

// Sends `wanted` ("all" or "full") and resolves with what the worker answers.
window.checkStore = (wanted) =>
  new Promise((resolve) => {
    const worker = new Worker(policy.createScriptURL(""), { type: "module" });
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = (event) => resolve(`failed: ${event.message}`);
    worker.postMessage(wanted);
  });
