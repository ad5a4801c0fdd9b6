# Keeping the door of a room: meeting passes, the room's tablets, substitutes who are not in the directory.
door = Room door
door-count = { $devices ->
    [0] { $waiting ->
        [0] No devices
       *[other] { $waiting } waiting
    }
    [one] 1 device
   *[other] { $devices } devices
}
door-what = Devices that came in by a pass or are the room's own. They wipe themselves 30 minutes after the meeting.
door-devices = In the room
door-waiting = Waiting to come in
door-nobody = Nobody came in by a pass or on a room tablet.
door-nobody-why = If someone forgot their tablet, tap their name in the list, then “Give a meeting pass” or “Lend a room tablet”.
door-failed = The list could not be opened
door-cut = No connection: this list is from before.
door-times = In at { $since } · active { $seen } · until { $until } at the latest
door-given = Code good until { $until }
door-lent = { $tablet } lent, waits until { $until }
door-given-by = Given by { $name } at { $time }
door-take-back = Take back
door-take-back-title = Take back?
door-take-back-device = { $name } leaves the room on { $device } at once, and the device wipes what it has of this meeting. The name stays in the list.
door-take-back-waiting = The code or tablet just given to { $name } stops working. You can give another.
door-did-take-back = { $device } taken back from { $name }. It wipes itself.
door-did-take-back-waiting = Taken back from { $name }.
door-left = { $device } of { $name }: the session has ended, the device wipes itself.
door-left-many = { $count } devices have ended their sessions and wipe themselves.

pass-give = Give a meeting pass
pass-failed = The pass could not be given
pass-waits = Waiting
pass-came-in = { $name } is in the room.
pass-qr = QR code of the meeting pass
pass-how = Scan with the camera, or type the 8 characters.
pass-once = Good once, for one person, for this meeting only.
pass-again = New code
pass-step-1 = Any device: open the camera and scan the code.
pass-step-2 = If that fails, open { $address }/join and type the 8 characters.
pass-step-3 = They read, annotate and vote by hand; they cannot sign.
link-copy = Copy link
link-copied = Link copied.
link-not-copied = The browser does not allow copying. Read out the 8 characters.

lend-tablet = Lend a room tablet
lend-help = Tap a tablet, then hand it over: it shows the name of whoever gets it.
lend-failed = The tablets could not be listed
lend-none = There are no room tablets yet.
lend-none-why = An administrator adds them under Administration, Room tablets.
lend-done = { $tablet } lent to { $name }.
tablet-free = Free
tablet-lent = Lent
tablet-seen = Active { $time }
tablet-unseen = Not active yet
let-in-leads = The chair and the secretaries come in with their own passkeys, not with a pass or a room tablet.
let-in-device = In the room on { $device }.

newcomer = Someone not in the directory
newcomer-what = Enter name, position and unit, and give a pass at once
newcomer-name = Full name of the substitute
newcomer-name-help = Family, middle and given name, as in the minutes.
newcomer-position = Position of the substitute
newcomer-unit = Unit of the substitute
newcomer-minutes = The minutes will say
newcomer-agreed = By adding them you confirm that the chair agrees. This is recorded in the log.
newcomer-add = Add and give a pass
newcomer-missing = The full name is missing.

admin-tablets = Room tablets
tablets-what = Shared tablets, enrolled once. Secretaries lend them to people in a meeting; afterwards they wipe themselves and are free again.
tablets-failed = The tablets could not be listed
tablets-none = There are no room tablets yet.
tablets-none-why = People who forgot their own tablet, and guests, borrow one for a meeting: they read, annotate and vote by hand, and cannot sign. Add a tablet, then scan the code with it.
tablets-add = Add tablet
tablets-name = Name of the tablet
tablets-name-help = Put this name on the tablet, such as “Máy phòng họp 07”.
tablets-add-act = Add and make a code
tablets-code = Enrolment code
tablets-new-code = New code
tablets-code-failed = The code could not be made
tablets-enrolled-now = Tablet enrolled
tablets-waits = Waiting for the tablet
tablets-qr = QR code to enrol the tablet
tablets-once = Good once. A tablet that has this name goes on until the new one is enrolled.
tablets-step-1 = On the tablet: open { $address }/room-tablet and add it to the home screen.
tablets-step-2 = Open it from its icon: on an iPad type the 8 characters, elsewhere scan the code.
tablets-step-3 = The tablet shows its name and waits to be lent.
tablets-since = Enrolled { $time }
tablets-not-yet = Not enrolled
tablets-code-until = Code good until { $time } on { $date }
tablets-remove = Take out of use
tablets-remove-title = Take { $name } out of use?
tablets-remove-follows = It opens no meeting any more. If it is lent, that person leaves the room at once and the tablet wipes itself. To use it again, add it as a new tablet.
tablets-removed = { $name } is out of use.

at-door = Entered at the door
at-door-what = Substitutes whom a secretary entered during a meeting. Join them to a name in the directory, or close them; old minutes stay as they are.
at-door-none = Nobody was entered at the door.
at-door-join = Join to…
at-door-join-title = Who is { $name }?
at-door-join-help = Tap the real name in the directory.
at-door-join-sure = Join these two?
at-door-join-follows = { $name } and { $into }, { $position }, are one person. The entry from the door is closed and open sessions end at once. They cannot be parted again.
at-door-join-act = Join
at-door-joined = { $name } joined to { $into }.
at-door-joined-to = Joined to { $name }
at-door-close-title = Close { $name }?

log-pass-given = Meeting pass given
log-pass-used = Came in by a meeting pass
log-pass-taken-back = Meeting pass taken back
