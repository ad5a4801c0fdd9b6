# Minutes: writing, submitting; signing; what waits for me.
minutes = Minutes
minutes-numbered = Minutes no. { $number }
minutes-failed = The minutes could not be opened
minutes-not-for-you = There are no minutes yet, or they are not open to you.
minutes-on-tablet = Not sent yet, still kept on this device
minutes-joined = Somebody else changed the minutes just now. Both texts were joined; no word is lost.
minutes-save-first = The minutes could not be saved on the server. Wait for “Saved”, then try again.
minutes-not-closed = The meeting is not closed. These are the minutes as the log stands now; they can be edited and submitted once it is closed.
minutes-not-yours = You may read these minutes; only a secretary edits and submits them.
minutes-check = Check and submit
minutes-standing = Who has signed

minutes-superior = Superior agency
minutes-issuing = Issuing agency
minutes-symbol = Symbol
minutes-symbol-help = What follows the number, such as BB-UBND
minutes-place = Place
minutes-basis = Basis
minutes-course = Course
minutes-course-of = Item { $number }, course
minutes-conclusions = Conclusions
minutes-conclusions-of = Item { $number }, conclusions
minutes-conclusions-help = One conclusion a line
minutes-adoption = Sentence of adoption
minutes-recipients = Recipients
minutes-one-a-line = One recipient a line
minutes-line-too-long = Paragraph { $line } is longer than { $most } characters. Leave out { $over }, or break it in two.
minutes-too-many-lines = More than { $most } lines. Leave out { $over }.
minutes-archive = Archive
minutes-authority = Authority to sign
minutes-authority-help = Such as KT. CHỦ TỊCH
minutes-signer-secretary = Signs as secretary
minutes-signer-chair = Signs as chair
minutes-signer-choose = Choose who signs
minutes-seal = Log of the meeting: { $count } events, check code
minutes-empty = (empty)

minutes-conflict = Two people changed the same place
minutes-conflict-why = Somebody else saved the minutes at { $time }. Choose what to keep, place by place; everything else was joined.
minutes-mine = My text
minutes-theirs = The other person’s text
minutes-conflict-save = Save the choice

minutes-complete = Ready to be submitted.
minutes-lacks-close = the close of the meeting
minutes-lacks-agency = the issuing agency
minutes-lacks-chair = who signs as chair
minutes-lacks-secretary = who signs as secretary
minutes-lacks-place = the place
minutes-lacks-two-signers = two different people to sign as secretary and chair
minutes-lacks-number = the number
minutes-sent-back = Sent back at { $when }
minutes-number = Number of the minutes
minutes-number-hand = Number given by the document system (typed in)
minutes-number-typed = Number
minutes-number-bad = A number is a whole number from 1.
minutes-number-register = Nghị Sự gives the number
minutes-number-next = Next number: { $number }
minutes-preview = View as printed
minutes-redraft = Take from the log again
minutes-redraft-help = Course and conclusions are taken again as recorded in the room; this can be undone.
minutes-redrafted = Course and conclusions were taken from the log again.
minutes-redraft-undone = The words of before are back.
minutes-behind = The log differs from the draft in { $count } { $count ->
    [one] place
   *[other] places
}
minutes-behind-why = After the meeting was reopened, other words were recorded; the draft still has the old ones. Take the new words, or keep those that are there.
minutes-behind-take = Take the new words from the log
minutes-behind-keep = Keep the words that are there
minutes-behind-kept = The draft’s words were kept.
minutes-submit = Submit for signature
minutes-submit-title = Submit minutes no. { $number } for signature?
minutes-submit-follows = The minutes will print the check code of the meeting’s log and can no longer be changed unless they are sent back. The secretary signs first, then the chair.
minutes-submitted = Submitted for signature.
minutes-waits = Waiting
minutes-signed-at = Signed { $time }
minutes-all-signed = All signatures are given.
minutes-next = Waiting for the signature of { $name }.
minutes-take-back = Send back to be corrected
capacity-secretary = Secretary
capacity-chair = Chair
write-minutes = Write the minutes
open-in-archive = View in the archive

send-back = Send back
send-back-title = Send the minutes back to be corrected?
send-back-follows = The minutes become a draft again. Signatures given are dropped; once corrected they are submitted anew.
send-back-reason = Reason
sent-back = The minutes were sent back to be corrected.

pages = Pages
page-seen = Seen
page-number = Page { $page }
page-of = Page { $page } of { $pages }
minutes-pages = Pages of the minutes
minutes-download = Download what was submitted
minutes-download-signed = Download what was signed

sign-minutes = Sign the minutes
sign-step-read = Read
sign-step-changes = Changes
sign-step-sign = Sign
sign-step-done = Done:
sign-as = You sign as
sign-place = Your signature will stand here
sign-no-authority = without TM., KT., TL.
sign-image = Signature image
sign-image-change = Change
sign-image-none = No signature image yet
sign-image-add = Add
sign-certificate = Certificate
sign-key-here = Key on this device
sign-key-looking = Looking for a signing key on this device
sign-valid = Valid
sign-valid-until = until { $date }
sign-internal = Internal signature:
sign-internal-means = for use inside the office, not in place of an official digital signature.
sign-key-none = This device has no signing key of yours yet. It is made once and never leaves the device.
sign-key-label = Name of this device
sign-key-label-first = My tablet
sign-key-make = Make a signing key on this device
sign-key-first = Make a signing key first
sign-key-failed = This browser cannot make or use a signing key. Open the app from your office’s own address, or use another device.
sign-key-no-shelf = This device keeps no keys (private browsing?). Open the app in an ordinary window.
sign-first-reading = You read these minutes for the first time
sign-no-changes = Nothing changed since you last read ({ $when })
sign-changes = { $count ->
    [one] One change since you last read
   *[other] { $count } changes since you last read
}
sign-added = added
sign-removed = removed
sign-loading = Loading the minutes
sign-pages = page { $pages }
sign-pages-left = the { $count } pages left
sign-read-first = Read { $pages } before signing
sign-seen = { $seen }/{ $pages } pages seen, { $changes ->
    [one] one change
   *[other] { $changes } changes
}.
sign-go-on = Go on signing
sign-preparing = Preparing and comparing the file
sign-authorising = Confirm with your passkey
sign-signing = Signing
sign-not-what-was-read = The file that the server offers for signing is not the one that you read, so nothing was signed. Tell your administrator.
sign-abandoned = This signing was overtaken by another one. Read again, then sign.
sign-slow = The server is finishing the signature. Press again in a few minutes; it is not signed twice.
sign-not-submitted = The minutes are not submitted for signature.
signed-next-chair = Signed at { $time }. Next: the chair.
signed-next-secretary = Signed at { $time }. Next: the secretary.
signed-all = Signed at { $time }. All signatures are given.
signed-internal = Internal signature: for use inside the office, not in place of an official digital signature.

waiting = To do
waiting-count = { $count ->
    [one] 1 thing
   *[other] { $count } things
}
waiting-nothing = Nothing waits for you.
duty-sign = Sign
duty-sign-act = Read and sign
duty-mend = Minutes sent back
duty-mend-act = Correct the minutes
duty-write = Minutes
held-on = Held on { $date }
waiting-failed = What waits for you could not be opened
