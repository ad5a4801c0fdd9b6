# Administration: people, units.
admin-people = People
admin-units = Units
search-people = Search by name or position
add-person = Add person
nobody-found = Nobody was found. Try another name.
key-count = { $count ->
    [0] No passkey
    [one] 1 passkey
   *[other] { $count } passkeys
}
never-seen = Never signed in
last-seen = Last signed in { $time }
account-closed = Closed
code-until = Code until { $time }

issue-code = Issue activation code
issue-again = Issue a new code
issue-failed = No code could be issued
scan-or-type = Scan the code on the left, or type 8 characters
qr-label = Activation QR code
code-good-for = Code is good for
code-good-until = Code is good until
code-over = The code has expired
code-once = Used once, for one device. A new code makes this one void.
print-slip = Print slip
waiting-for-device = Waiting for the device
device-activated = Device activated
issue-step-1 = On { $name }'s device: add the app to the home screen and open it from its icon.
issue-step-2 = Choose “Enter activation code” and type the 8 characters. On anything but an iPad the camera can scan the code as well.
issue-step-3 = Create a passkey with fingerprint, face or screen lock.
slip-title = Activation slip
slip-until = Good until { $time }, { $date }
slip-step-1 = On the tablet open { $address }, add it to the home screen and open it from its icon.
slip-step-2 = Choose “Enter activation code” and type the 8 characters on this slip.
slip-step-3 = Create a passkey with fingerprint, face or screen lock.

person-name = Full name
person-name-help = Family name, middle names and given name.
change-person = Change details
email = E-mail
phone = Telephone
unit = Unit
choose-unit = Choose a unit
position = Position
positions = Positions
position-title = Title
position-title-help = In full, such as Director of the Department of Finance.
add-position = Add position
no-position = No position yet.
precedence = Rank
precedence-help = Lower numbers stand first in lists, seat maps and minutes.
rank-number = rank { $rank }
valid-from = From
valid-to = Until
add-and-issue = Add and issue code

roles = Roles
change-roles = Change roles
no-role = No role. Takes part in meetings when invited.
whole-tree = Whole system
role-place = Where
role-place-help = A role holds in this unit and all units below it.
role-administrator = Administrator
role-administrator-help = Manages units, people and rights.
role-secretary = Secretary
role-secretary-help = Prepares and drives meetings, drafts minutes.
role-clerk = Clerk
role-clerk-help = Gives numbers, affixes the seal, releases; keeps the archive of the units named below.
role-official = Official
role-official-help = Attends, reads, takes notes, signs conclusions.

revoke = Revoke
key-revoked = The passkey was revoked.
close-account = Close account
close-account-title = Close this account?
close-account-follows = All sessions end at once and no device can sign in any more. The name stays in minutes and old files. The account can be opened again.
account-was-closed = The account was closed.
reopen-account = Open account again
account-reopened = The account is open again.

add-unit = Add unit
no-unit = No units yet. Add the highest one first.
show-ended-units = Show units that have ended
unit-ended = Ended
unit-name = Name of the unit
unit-short-name = Short name
unit-code = Code
unit-parent = Belongs to
unit-root = No unit above
unit-precedence-help = Lower numbers stand first among siblings.
unit-predecessor = Took over the work of
unit-predecessor-help = The unit before the reorganisation; old files keep the old name.
unit-no-predecessor = None
unit-another-predecessor = Add another unit
unit-predecessor-remove = Take { $unit } off
renamed-from = New name holds from
renamed-from-help = Documents before this day keep the old name.
valid-since = Since { $from }
valid-until = Until { $to }
valid-between = { $from } to { $to }
took-over = Took over from { $units }
people-failed = The list of people could not be opened
units-failed = The list of units could not be opened
person-failed = This person could not be opened
