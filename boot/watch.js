// Watches over the start, and says what is wrong when the app does not appear.
// Written for browsers of long ago, so that they too can read why nothing happens; it loads nothing itself.

(function () {
    var SLOW_AFTER_MS = 10000;
    var NOT_LOADED = "Snug could not be loaded. Check your connection, then reload.";
    var CRASHED = "Snug broke down while it started. Reload; if that does not help, please report this.";
    var FROM_A_FILE = "This browser can't start Snug from a file. Open it through a web server.";
    var NEWER = "Snug needs a newer browser: Chrome or Edge 103, Firefox 102, Safari 16, or later.";

    var boot = document.getElementById("boot");
    var says = document.getElementById("boot-says");

    function waiting() {
        return document.body.contains(boot);
    }

    function notLoaded() {
        return location.protocol === "file:" ? FROM_A_FILE : NOT_LOADED;
    }

    function say(sentence) {
        var places = document.querySelectorAll("#boot-says, #boot-form [role=status]");
        for (var i = 0; i < places.length; i += 1) {
            places[i].textContent = sentence;
        }
    }

    // What was typed into the form is of no use without the app.
    function showBoot() {
        var form = document.getElementById("boot-form");
        if (form) {
            form.hidden = true;
        }
        boot.hidden = false;
    }

    function offerReload() {
        if (document.getElementById("boot-reload")) {
            return;
        }
        var button = document.createElement("button");
        button.id = "boot-reload";
        button.type = "button";
        button.className = "boot-reload";
        button.textContent = "Reload";
        button.onclick = function () {
            location.reload();
        };
        boot.appendChild(button);
    }

    function fail(sentence, detail) {
        if (!waiting()) {
            return;
        }
        showBoot();
        says.setAttribute("role", "alert");
        say(sentence);
        if (detail && !document.getElementById("boot-detail")) {
            var line = document.createElement("p");
            line.id = "boot-detail";
            line.className = "boot-detail";
            line.textContent = detail;
            boot.appendChild(line);
        }
        offerReload();
    }

    var runsModules = "noModule" in document.createElement("script");
    if (!runsModules) {
        fail(NEWER);
        return;
    }
    if (typeof WebAssembly !== "object") {
        fail(NEWER + " Some privacy modes switch off WebAssembly, which it is made of.");
        return;
    }

    document.addEventListener("snug-boot-failed", function (event) {
        var error = event.detail;
        // A browser too old for the module, or for our Content-Security-Policy, refuses to compile it.
        var refused = error instanceof WebAssembly.CompileError;
        var crashed = error instanceof WebAssembly.RuntimeError;
        fail(refused ? NEWER : crashed ? CRASHED : notLoaded(), String(error));
    });

    // A script that does not arrive can't report that itself. Such events do not bubble.
    window.addEventListener(
        "error",
        function (event) {
            var element = event.target;
            if (element && element.tagName === "SCRIPT") {
                fail(notLoaded(), element.src);
            }
        },
        true
    );

    // A fault of ours in the module is a trap. It must not look like a quiet room: it is said, with the way out. The
    // words are the app's, in its language, once it has set them.
    function broke(error) {
        if (!error || error.name !== "RuntimeError" || document.getElementById("fault")) {
            return;
        }
        if (waiting()) {
            fail(CRASHED, String(error));
            return;
        }
        var alert = document.createElement("p");
        alert.id = "fault";
        alert.className = "fault";
        alert.setAttribute("role", "alert");
        alert.textContent = document.documentElement.getAttribute("data-fault") || CRASHED;
        document.body.insertBefore(alert, document.body.firstChild);
    }

    window.addEventListener("error", function (event) {
        // The loader is newer than the browser.
        if (event.error instanceof SyntaxError) {
            fail(NEWER, String(event.error));
        }
        broke(event.error);
    });
    window.addEventListener("unhandledrejection", function (event) {
        broke(event.reason);
    });

    setTimeout(function () {
        if (waiting() && !document.getElementById("boot-reload")) {
            say("This is taking longer than it should.");
            offerReload();
        }
    }, SLOW_AFTER_MS);
})();
