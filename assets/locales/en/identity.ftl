# Sign-in, activation, the person's own page.
paperless-room = Paperless meeting room
sign-in = Sign in
sign-in-hint = Use your fingerprint, face or screen lock.
sign-in-offline = Signing in needs a connection.
sign-in-other = Other ways
enter-code = Enter activation code
have-key = This device is activated: sign in

activate = Activate this device
activate-for = Activate for
code-label = Activation code, 8 characters
code-help = This device is not activated yet. Enter the code from your administrator or secretary.
code-strangers = No code contains { $letters }. Please look at the slip again.
make-key = Create passkey
make-key-hint = The device asks for fingerprint, face or screen lock. They never leave this device.

key-cancelled = The passkey was not used: the confirmation was closed or took too long. Try again.
key-known = This device already holds a passkey of yours. Sign in instead.
key-unsupported = This browser cannot use passkeys. Open the app in a newer browser, at your office's https address.
key-failed = The device could not make or use the passkey. Turn on its screen lock and try again.

install-title = Add the app to the home screen first, then open it from its icon to activate.
install-step-1 = Touch Safari's Share button
install-step-2 = Choose Add to Home Screen
install-step-3 = Open Nghị Sự from its icon and enter the code

keys = Passkeys
keys-what = Each of your devices has a passkey, opened by fingerprint, face or screen lock.
add-key = Add a passkey on this device
key-added = A passkey was added on this device.
key-removed = The passkey was removed.
no-key = No passkey yet.
made-on = Created { $date }
used-at = last used { $time }
remove-key-title = Remove this passkey?
remove-key-follows = The device that holds it can no longer sign in, and its sessions end at once. This cannot be undone.
sessions = Sessions
sessions-what = Where you are signed in. End any session you do not recognise.
seen-at = Active { $time }
no-session = No session is open.
this-session = This session
end-session = End
session-ended = The session was ended.
this-device = Display on this device

notes-key = Private notes
notes-key-what = Notes for "Only me" are encrypted on this device before they are sent; neither the server nor an administrator can read them.
notes-key-this-tablet = Readable on this device only
notes-key-this-tablet-follows = Sign out and in again to use them on your other devices, if your passkey supports it.
notes-key-my-tablets = Readable on your devices
notes-key-my-tablets-follows = Signing in with the same passkey opens your older notes.
notes-key-with-code = A recovery code was printed. A new code replaces it.
notes-key-code-needed = Recovery code needed
notes-key-code-needed-follows = Your private notes are locked by another passkey. Enter the printed recovery code to read them here.
notes-key-make-code = Make a recovery code
notes-key-enter-code = Enter the recovery code
notes-key-code = Recovery code
notes-key-code-follows = This code is shown once. Print it or copy it to paper and keep it safe: without any device and without the code nobody can open your private notes again.
notes-key-code-help = 26 characters, capital or small.
notes-key-code-wrong = The code is not right. Check each character.
notes-key-print = Print the code
notes-key-brought = Your private notes are unlocked on this device.
notes-key-failed = This device could not open its key store. Open the installed app and try again.
notes-key-no-secret = The passkey of this device does not support this. Private notes open on this device only.
notes-key-wrong-code = The recovery code is not right. Check each character.
notes-key-other = Your private notes are locked by another passkey. Enter the recovery code.
