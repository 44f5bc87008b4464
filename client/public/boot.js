// Runs before everything else and without WebAssembly: refuses browsers that cannot hold the app, watches whether
// the app starts, leads to the rescue page when it broke, and owns the one Trusted Types policy of the page.
//
// A classic script in old syntax on purpose: a browser too old for the app must still understand this file.
(function () {
  "use strict";

  var SLOW_AFTER_MS = 10000;
  var UPDATE_CHECK_MS = 60 * 60 * 1000;

  // The only two places where text becomes code, both fixed at build time.
  var SCRIPTS = { worker: "./worker-start.js", serviceWorker: "/sw.js" };

  var policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("sprechtag", {
        createScriptURL: function (name) {
          if (!Object.prototype.hasOwnProperty.call(SCRIPTS, name)) throw new TypeError("unknown script");
          return SCRIPTS[name];
        },
      })
    : {
        createScriptURL: function (name) {
          return SCRIPTS[name];
        },
      };

  function show(id) {
    var element = document.getElementById(id);
    if (element) element.hidden = false;
  }

  function isSupported() {
    return Boolean(
      window.isSecureContext &&
        window.WebAssembly &&
        window.indexedDB &&
        window.Worker &&
        window.BigInt &&
        window.crypto &&
        window.crypto.subtle &&
        navigator.serviceWorker &&
        navigator.locks &&
        "noModule" in document.createElement("script")
    );
  }

  // Only the place in our own sources may be told; anything else might contain what somebody typed.
  function placeIn(text) {
    var found = /[\w./-]+\.rs:\d+/.exec(String(text));
    return found ? found[0] : "";
  }

  var hasFailed = false;
  function failed(where) {
    if (hasFailed) return;
    hasFailed = true;
    var place = placeIn(where) || (/^[a-z]{1,12}$/.test(where) ? where : "unknown");
    location.replace("/rescue.html?at=" + encodeURIComponent(place));
  }

  function isTrap(error) {
    return Boolean(window.WebAssembly && error instanceof WebAssembly.RuntimeError);
  }

  window.addEventListener("error", function (event) {
    if (isTrap(event.error)) failed(placeIn(event.message) || "page");
  });
  window.addEventListener("unhandledrejection", function (event) {
    if (isTrap(event.reason)) failed("page");
  });

  function openWorker() {
    var worker = new Worker(policy.createScriptURL("worker"), { type: "module", name: "vault" });
    worker.addEventListener("error", function (event) {
      failed(placeIn(event.message) || "worker");
    });
    return worker;
  }

  var registration = null;

  function updateWaits() {
    return Boolean(registration && registration.waiting && navigator.serviceWorker.controller);
  }

  function announceUpdate() {
    if (updateWaits()) window.dispatchEvent(new Event("sprechtag-update"));
  }

  function applyUpdate() {
    if (updateWaits()) registration.waiting.postMessage("SKIP_WAITING");
  }

  // What the waiting version says of itself: it lies in the youngest cache, which is not that of this build. An empty text if it
  // says nothing.
  function news(language) {
    var meta = document.querySelector("meta[name=build]");
    var own = "app-" + (meta ? meta.content : "");
    return caches
      .keys()
      .then(function (names) {
        var others = names.filter(function (name) {
          return name.indexOf("app-") === 0 && name !== own;
        });
        return others.length ? caches.open(others[others.length - 1]) : null;
      })
      .then(function (cache) {
        return cache ? cache.match("/news-" + language + ".txt") : null;
      })
      .then(function (file) {
        return file ? file.text() : "";
      })
      .catch(function () {
        return "";
      });
  }

  function watchForUpdates(made) {
    registration = made;
    announceUpdate();
    made.addEventListener("updatefound", function () {
      var installing = made.installing;
      if (installing) installing.addEventListener("statechange", announceUpdate);
    });
    function check() {
      made.update().catch(function () {
        // Offline, or the relay is down: the next check will tell.
      });
    }
    setInterval(check, UPDATE_CHECK_MS);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "visible") check();
    });
  }

  function registerServiceWorker() {
    var container = navigator.serviceWorker;
    var wasControlled = Boolean(container.controller);
    container.addEventListener("controllerchange", function () {
      if (wasControlled) location.reload();
      wasControlled = true;
    });
    container.register(policy.createScriptURL("serviceWorker"), { updateViaCache: "none" }).then(watchForUpdates, function () {
      // Without it the app works while the relay is there; *Abgleich* shows that it is not kept for offline use.
    });
  }

  // The app has started once its first screen stands there: before, it waits for the worker and what that has stored.
  function watchTheStart() {
    var app = document.getElementById("app");
    var boot = document.getElementById("boot");
    if (!app || !boot) return;
    var timer = setTimeout(function () {
      show("boot-slow");
    }, SLOW_AFTER_MS);
    var observer = new MutationObserver(function () {
      if (!app.querySelector(".Gate, .Shell")) return;
      observer.disconnect();
      clearTimeout(timer);
      boot.hidden = true;
    });
    observer.observe(app, { childList: true, subtree: true });
  }

  window.sprechtag = {
    failed: failed,
    openWorker: openWorker,
    updateWaits: updateWaits,
    news: news,
    applyUpdate: applyUpdate,
    isSupported: isSupported(),
  };

  if (window.sprechtag.isSupported) {
    watchTheStart();
    registerServiceWorker();
  } else {
    show("boot-unsupported");
  }
})();
