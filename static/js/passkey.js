// The device said no, or knows no passkeys: say so on the page instead of in the console.
document.addEventListener("allauth.error", () => {
  const notice = document.getElementById("passkey-failed");
  if (notice) {
    notice.hidden = false;
    notice.focus();
  }
});
