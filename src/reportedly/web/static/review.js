// Keys for review, and handles on the ends of the words. Without this script the same forms are filled in by hand.
"use strict";

(() => {
  const form = document.querySelector("form[data-review]");
  const keys = document.querySelector("[data-keys]");

  // The ends of what is marked

  const text = form?.querySelector("[data-movable]");
  const words = text ? [...text.querySelectorAll(".w")] : [];
  const marked = words.map((word, at) => (word.classList.contains("in") ? at : -1)).filter((at) => at >= 0);
  let first = marked[0] ?? 0;
  let last = marked[marked.length - 1] ?? 0;
  let handles = [];

  const between = (from, to) => {
    let told = "";
    for (let node = words[from]; node; node = node.nextElementSibling) {
      if (!node.classList.contains("end")) told += node.textContent;
      if (node === words[to]) break;
    }
    return told.replace(/\s+/g, " ").trim();
  };

  const show = () => {
    let at = -1;
    for (const node of text.children) {
      if (node.classList.contains("w")) {
        at += 1;
        node.classList.toggle("in", first <= at && at <= last);
      } else if (node.classList.contains("g")) {
        node.classList.toggle("in", first <= at && at < last);
      }
    }
    words[first].before(handles[0]);
    words[last].after(handles[1]);
    for (const [handle, at] of [[handles[0], first], [handles[1], last]]) {
      handle.setAttribute("aria-valuenow", String(at + 1));
      handle.setAttribute("aria-valuetext", words[at].textContent);
    }
  };

  const move = (end, to) => {
    const at = Math.max(0, Math.min(words.length - 1, to));
    if (end === 0) first = Math.min(at, last);
    else last = Math.max(at, first);
    show();
    form.elements.start.value = words[first].dataset.start;
    form.elements.end.value = words[last].dataset.end;
    form.elements.words.value = between(first, last);
    const edit = form.querySelector("details.edit");
    if (edit) edit.open = true;
  };

  const nearest = (x, y) => {
    const under = document.elementFromPoint(x, y);
    const at = words.indexOf(under?.closest?.(".w"));
    if (at >= 0) return at;
    // Between words, or beside a line: the word of that line that is nearest.
    let best = -1;
    let least = Infinity;
    words.forEach((word, n) => {
      for (const box of word.getClientRects()) {
        const aside = Math.max(box.left - x, x - box.right, 0);
        const above = Math.max(box.top - y, y - box.bottom, 0);
        const far = above * 8 + aside;
        if (far < least) [least, best] = [far, n];
      }
    });
    return best;
  };

  const handle = (end) => {
    const made = document.createElement("span");
    made.className = "end";
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.setAttribute("aria-label", end === 0 ? "First word of what is marked" : "Last word of what is marked");
    made.setAttribute("aria-valuemin", "1");
    made.setAttribute("aria-valuemax", String(words.length));
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      made.focus();
      text.classList.add("moving");
      const follow = (moved) => move(end, nearest(moved.clientX, moved.clientY));
      const leave = () => {
        text.classList.remove("moving");
        document.removeEventListener("pointermove", follow);
        document.removeEventListener("pointerup", leave);
        document.removeEventListener("pointercancel", leave);
        made.focus();
      };
      document.addEventListener("pointermove", follow);
      document.addEventListener("pointerup", leave);
      document.addEventListener("pointercancel", leave);
    });
    made.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      move(end, (end === 0 ? first : last) + step);
      // Moved about in the page, it loses the focus.
      made.focus();
    });
    return made;
  };

  if (words.length && marked.length) {
    handles = [handle(0), handle(1)];
    const { start, end } = form.elements;
    if (start.value && end.value) {
      // What was filled in before something went wrong.
      const from = words.findIndex((word) => word.dataset.start === start.value);
      const to = words.findIndex((word) => word.dataset.end === end.value);
      if (from >= 0 && to >= from) [first, last] = [from, to];
    }
    show();
    // Words written by hand say more than ends that were moved before.
    form.elements.words.addEventListener("input", () => {
      start.value = "";
      end.value = "";
    });
  }

  // A form is sent once, however often a key is pressed.

  let sent = false;
  document.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });

  // Keys

  if (!keys) return;
  keys.hidden = false;
  const on = keys.querySelector("[data-keys-on]");
  try {
    on.checked = localStorage.getItem("reportedly-keys") !== "off";
    on.addEventListener("change", () => localStorage.setItem("reportedly-keys", on.checked ? "on" : "off"));
  } catch {
    // Where nothing may be kept, the switch holds for this page.
  }

  const press = (key) => {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    if (target.matches("summary")) {
      target.parentElement.open = true;
      target.parentElement.querySelector("select, input")?.focus();
    } else if (target.matches("textarea")) {
      target.focus();
    } else {
      target.click();
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "Enter" && event.ctrlKey) {
      if (press("Enter")) event.preventDefault();
      return;
    }
    if (event.ctrlKey) return;
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.shiftKey && handles.length && event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (event.key === "ArrowLeft") move(1, last - 1);
      if (event.key === "ArrowRight") move(1, last + 1);
      if (event.key === "ArrowUp") move(0, first - 1);
      if (event.key === "ArrowDown") move(0, first + 1);
      return;
    }
    if (on.checked && !event.shiftKey && !event.repeat && /^[rwensu]$/.test(event.key) && press(event.key)) {
      event.preventDefault();
    }
  });
})();
