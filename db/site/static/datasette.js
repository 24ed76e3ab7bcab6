// Gives Datasette's fields the names that they lack.
"use strict";
(() => {
  const names = { _filter_column: "Column", _filter_op: "Comparison", _filter_value: "Value", _sort: "Sort by" };
  const name = () => {
    document.querySelectorAll("select, input[type=text], input[type=search], textarea").forEach((field) => {
      if (field.labels && field.labels.length) return;
      if (field.closest(".CodeMirror")) field.setAttribute("aria-label", "SQL");
      else if (!field.getAttribute("aria-label")) {
        const key = Object.keys(names).find((one) => (field.name || "").startsWith(one));
        field.setAttribute("aria-label", key ? names[key] : field.name || field.id || "Text");
      }
    });
  };
  name();
  addEventListener("load", name);
})();
