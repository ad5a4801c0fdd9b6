# Minutes: writing, submitting; signing; what waits for me.
minutes = Minutes
minutes-numbered = Minutes no. { $number }
minutes-failed = The minutes could not be opened
minutes-not-for-you = There are no minutes yet, or you do not have access to them.
minutes-on-tablet = Not sent yet; kept on this device
minutes-joined = Someone else has just changed the minutes. The two versions were merged; no text was lost.
minutes-save-first = The minutes have not been saved on the server. Wait for “Saved”, then try again.
minutes-not-closed = The meeting has not ended. These are the minutes as recorded so far; they can be edited and submitted once the meeting has ended.
minutes-not-yours = You can read these minutes; only a secretary can edit and submit them.
minutes-check = Check and submit
minutes-standing = Signature status
minutes-look = See the state of the minutes

minutes-superior = Parent agency
minutes-issuing = Issuing agency
minutes-symbol = Symbol
minutes-symbol-help = The part after the number, such as BB-UBND
minutes-place = Place
minutes-basis = Basis
minutes-course = Discussion
minutes-course-of = Item { $number }, discussion
minutes-conclusions = Conclusions
minutes-conclusions-of = Item { $number }, conclusions
minutes-conclusions-help = One conclusion per line
minutes-adoption = Adoption clause
minutes-recipients = Recipients
minutes-one-a-line = One recipient per line
minutes-line-too-long = Paragraph { $line } is longer than { $most } characters. Remove { $over ->
    [one] 1 character
   *[other] { $over } characters
}, or split it in two.
minutes-too-many-lines = More than { $most } lines. Remove { $over ->
    [one] 1 line
   *[other] { $over } lines
}.
minutes-archive = Archive copy
minutes-authority = Authority to sign
minutes-authority-help = For example KT. CHỦ TỊCH
minutes-signer-secretary = Signs as secretary
minutes-signer-chair = Signs as chair
minutes-signer-choose = Choose who signs
minutes-seal = Meeting log: { $count ->
    [one] 1 event
   *[other] { $count } events
}, verification code
minutes-empty = (empty)

minutes-conflict = Two people changed the same text
minutes-conflict-by = { $name } saved the minutes at { $time }.
minutes-conflict-own = You saved the minutes on another device at { $time }.
minutes-conflict-somebody = Someone else saved the minutes at { $time }.
minutes-conflict-why = Choose which text to keep in each place; everything else was merged.
minutes-mine = My text
minutes-theirs = The other person’s text
minutes-theirs-by = Text saved by { $name }
minutes-theirs-own = Text I saved on another device
minutes-conflict-choose = Choose a text in each place
minutes-conflict-save = Save choices

minutes-complete = Ready to be submitted.
minutes-submit-cut = Submitting, the print preview and restoring from the log need a connection.
minutes-lacks-close = the end of the meeting
minutes-lacks-agency = the issuing agency
minutes-lacks-chair = the person signing as chair
minutes-lacks-secretary = the person signing as secretary
minutes-lacks-place = the place
minutes-lacks-two-signers = two different people to sign as secretary and chair
minutes-lacks-number = the number
minutes-sent-back = Sent back { $when }
minutes-sent-back-own = You sent the minutes back { $when }
minutes-sent-back-by = Sent back by { $name } { $when }
minutes-number = Minutes number
minutes-number-hand = Number assigned by the document management system (typed in)
minutes-number-typed = Number
minutes-number-bad = Enter a whole number, 1 or higher.
minutes-number-kept = Keep the number { $number } from last time
minutes-number-register = Nghị Sự assigns the number
minutes-number-next = Next number: { $number }
minutes-preview = Print preview
minutes-redraft = Restore from the log
minutes-redraft-help = Discussion and conclusions are restored as recorded in the room; this can be undone.
minutes-redrafted = Discussion and conclusions were restored from the log.
minutes-redraft-undone = The previous text was restored.
minutes-behind = The log differs from the draft in { $count } { $count ->
    [one] place
   *[other] places
}
minutes-behind-why = After the meeting was reopened, the record was changed in the room.
minutes-behind-first = Choose which text to keep before submitting.
minutes-behind-look = Review
minutes-behind-keep = Text in the minutes
minutes-behind-take = Text in the log now
minutes-behind-lacks = Nothing yet.
minutes-behind-struck = Removed.
minutes-behind-save = Use this text
minutes-behind-kept = The draft text was kept.
minutes-submit = Submit for signature
minutes-submit-title = Submit minutes no. { $number } for signature?
minutes-submit-follows = The minutes will carry the verification code of the meeting log and can no longer be changed unless they are sent back. The secretary signs first, then the chair.
minutes-unrecorded = { $count ->
    [one] Attendance not recorded for one person
   *[other] Attendance not recorded for { $count } people
}
minutes-unrecorded-more = and { $count } more
minutes-unrecorded-way = The minutes will say so. To record attendance, reopen the meeting, mark each person, then end the meeting again.
minutes-unrecorded-go = Reopen to record attendance
minutes-unrecorded-accept = { $count ->
    [one] Submit anyway, with attendance not recorded for one person
   *[other] Submit anyway, with attendance not recorded for { $count } people
}
minutes-submitted = Submitted for signature.
minutes-waits = Waiting
minutes-signed-at = Signed at { $time }
minutes-all-signed = All signatures are complete.
minutes-next = Waiting for the signature of { $name }.
minutes-take-back = Send back for correction
minutes-your-turn-secretary = It is your turn to sign as the secretary.
minutes-your-turn-chair = It is your turn to sign as the chair.
capacity-secretary = Secretary
capacity-chair = Chair
write-minutes = Write the minutes
open-in-archive = View in the archive

send-back = Send back
send-back-title = Send the minutes back for correction?
send-back-follows = The minutes become a draft again; after correction, they must be submitted again.
send-back-drops = { $count ->
    [one] The signature given so far is removed.
   *[other] The { $count } signatures given so far are removed.
}
send-back-reason = Reason for sending back
sent-back = The minutes were sent back for correction.

pages = Pages
page-seen = Seen
page-number = Page { $page }
page-of = Page { $page } of { $pages }
minutes-pages = Pages of the minutes
minutes-download = Download minutes
minutes-download-half = Download (1 of 2 signed)
minutes-download-signed = Download signed minutes

sign-minutes = Sign the minutes
sign-step-read = Read
sign-step-changes = Changes
sign-step-sign = Sign
sign-step-done = Done:
sign-as = You are signing as
sign-place = Your signature will appear here
sign-no-authority = no TM., KT. or TL. prefix
sign-image = Signature image
sign-image-change = Change
sign-image-none = No signature image yet
sign-image-add = Add
sign-certificate = Certificate
sign-key-here = Key on this device
sign-key-looking = Looking for a signing key on this device
sign-valid = Valid until
sign-valid-until = { $date }
sign-internal = Internal signature:
sign-internal-means = for use within the office; does not replace an official digital signature.
sign-key-none = You have no signing key on this device yet. It is created once and never leaves the device.
sign-key-label = Name of this device
sign-key-make = Create a signing key on this device
sign-key-first = The signing key was not found yet
sign-cut-first = Signing needs a connection
sign-key-failed = This browser cannot create or use a signing key. Open the app from your office’s own address, or use another device.
sign-key-no-shelf = This device cannot store keys (private browsing?). Open the app in a normal window.
sign-first-reading = You are reading these minutes for the first time, so there are no changes to compare.
sign-no-changes = No changes since you last read the minutes ({ $when }).
sign-changes = { $count ->
    [one] 1 change since you last read the minutes
   *[other] { $count } changes since you last read the minutes
}
sign-added = Added:
sign-removed = Removed:
sign-loading = Loading the minutes
sign-pages = { $count ->
    [one] page { $pages }
   *[other] pages { $pages }
}
sign-pages-left = { $count ->
    [one] the remaining page
   *[other] the remaining { $count } pages
}
sign-read-all = Read the minutes to the end before signing
sign-read-first = Read { $pages } before signing
sign-seen = { $seen } of { $pages } { $pages ->
    [one] page
   *[other] pages
} seen, { $changes ->
    [0] no changes
    [one] 1 change
   *[other] { $changes } changes
}.
sign-go-on = Continue signing
sign-preparing = Preparing and comparing the file
sign-authorising = Confirm with your passkey
sign-signing = Signing
sign-open-held = Open in viewer
sign-not-what-was-read = The file the server offered for signing is not the one you read, so nothing was signed. Tell your administrator.
sign-abandoned = This signing was replaced by another one. Read the minutes again, then sign.
sign-slow = The server is completing your signature. Tap “Continue signing” in a few minutes; you will not sign twice.
sign-not-submitted = The minutes have not been submitted for signature.
sign-not-submitted-why = They will appear here once the secretary submits them.
signed-next-chair = Signed at { $time }. Next: the chair.
signed-next-secretary = Signed at { $time }. Next: the secretary.
signed-all = Signed at { $time }. All signatures are complete.
signed-internal = Internal signature: for use within the office; does not replace an official digital signature.

waiting = To do
waiting-count = { $count ->
    [one] 1 task
   *[other] { $count } tasks
}
waiting-nothing = Nothing is waiting for you.
duty-sign = Minutes awaiting signature
duty-sign-act = Read and sign
duty-mend = Minutes sent back
waiting-to-know = For your information
duty-mend-why = Reason for sending back:
duty-mend-act = Correct the minutes
duty-write = Minutes to write
duty-answer = Reply to the invitation
duty-answer-when = { $when }, until { $end }
duty-answer-act = See the agenda and papers
held-on = Held on { $date }
waiting-failed = Your tasks could not be loaded
