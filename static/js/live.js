// A page nobody looks at asks for nothing: no data is spent, and nothing counts as read.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
