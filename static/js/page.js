// A form that came back with errors: put the reader on the list of what to mend.
document.querySelector(".error-summary")?.focus();

// A text made to be sent elsewhere: the button copies it, and says that it did. Without this, selecting works.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    // Only a safe address has a clipboard, and it may refuse; then the browser copies what is selected.
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    button.textContent = button.dataset.copied;
    document.getElementById(`${button.dataset.copy}-copied`).textContent = button.dataset.copied;
  });
}
