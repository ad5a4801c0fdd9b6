# Coming into a meeting by a code or on a tablet of the room.
join = Join with a code
join-way = Have a code from the secretary?
join-code = Meeting code, 8 characters
join-code-help = The secretary issues the code. It works once, for 15 minutes.
join-code-wrong = The code is incorrect. Check each character.
join-as = You join as
join-until = Code valid until { $time }
join-enter = Join the meeting
join-hint = Opens this meeting only. The device erases itself when the meeting ends.
join-other-code = Enter another code
join-offline = You need a connection to join.
join-taken = { $name } is signed in on this device. They must sign out before a code can be used here. Their passkey and notes stay.
join-another = Join with another code

visit-line = joined with a code, this meeting only, erased at the end
visit-line-tablet = { $tablet }, this meeting only, erased at the end
visit-wiped-at = This device erases itself at { $time }
visit-leave = Leave meeting
visit-leave-title = Leave the meeting?
visit-leave-follows = This device erases all your papers and notes. To come back you need a new code from the secretary.
visit-leave-follows-tablet = This tablet erases all your papers and notes. To come back, ask the secretary to hand it to you again.
visit-leave-notes = { $count ->
    [one] One “Only me” note exists on this device alone and will be lost.
   *[other] { $count } “Only me” notes exist on this device alone and will be lost.
}
visit-leave-waiting = { $count ->
    [one] One note that is not sent yet will be lost.
   *[other] { $count } notes that are not sent yet will be lost.
}
visit-leave-offline = You are offline. You can leave once you are connected again, so that the session ends on the server too.
visit-notes-here = “Only me” notes are on this device alone and are erased when you leave. To keep one, send it to the secretary.

left-under-way = Erasing from this device…
left-under-way-follows = Please do not switch it off.
left-title = Erased from this device
left-follows = The session has ended. Your papers, notes and name are no longer on this device.
left-give-back = Please hand the tablet back to the secretary.
left-to-waiting = Back to the waiting screen
left-failed = Not everything is erased yet
left-failed-follows = Close other tabs that show Nghị Sự, then try again.

tablet-way = Meeting-room tablet
tablet-waits = Waiting for the secretary to hand it out
tablet-offline = No connection. It goes on waiting once connected.
tablet-lent-to = Handed to
tablet-begin = Begin
tablet-begin-hint = Only the person named here presses this. The tablet erases itself when the meeting ends.
tablet-is-begun = This session is open already. If you cannot get in, ask the secretary to take the tablet back and hand it out again.
tablet-taken-back = The secretary has taken this tablet back.
tablet-unknown = This device is not enrolled as a meeting-room tablet.
tablet-code = Enrolment code, 8 characters
tablet-code-help = The administrator issues the code under Room tablets.
tablet-enrol = Enrol this device
tablet-is-nobodys = A meeting-room tablet belongs to nobody.
