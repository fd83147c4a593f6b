// Keys for the list of cases: j and k walk, x picks, / searches; one box picks the whole page. Nothing needs them.
(function () {
  "use strict";
  const rows = Array.from(document.querySelectorAll("#case_rows tbody tr"));
  const links = rows.map((row) => row.querySelector("th a"));
  const boxOf = (row) => row && row.querySelector('input[name="case"]');
  const search = document.getElementById("queue-q");
  const keys = document.getElementById("queue-keys");
  if (keys && rows.length) {
    keys.hidden = false;
  }

  function isTyping(target) {
    return target.closest('input:not([type="checkbox"]), textarea, select') !== null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    const at = rows.indexOf(event.target.closest("#case_rows tbody tr"));
    if (event.key === "j" || event.key === "k") {
      const next = event.key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0);
      if (links[next]) {
        links[next].focus();
        event.preventDefault();
      }
    } else if (event.key === "x" && boxOf(rows[at])) {
      boxOf(rows[at]).click();
    } else if (event.key === "/" && search) {
      search.focus();
      event.preventDefault();
    }
  });

  const head = document.querySelector("#case_rows thead .queue-pick");
  if (head) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", head.dataset.label);
    all.addEventListener("change", () => {
      rows.forEach((row) => {
        boxOf(row).checked = all.checked;
      });
    });
    head.append(all);
  }
})();
