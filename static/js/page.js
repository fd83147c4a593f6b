// A form that came back with errors: put the reader on the list of what to mend.
document.querySelector(".error-summary")?.focus();
