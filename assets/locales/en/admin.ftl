# Administration: people, units.
admin-people = People
admin-units = Units
admin-calendar = Holidays
search-people = Search by name or position
add-person = Add person
nobody-found = No one was found. Try another name.
key-count = { $count ->
    [0] No passkey
    [one] 1 passkey
   *[other] { $count } passkeys
}
never-seen = Never signed in
last-seen = Last signed in { $time }
account-closed = Closed
code-until = Activation code valid until { $time } on { $date }

issue-code = Issue activation code
issue-replace = Replace code
issue-replace-title = Replace the activation code?
issue-replace-follows = { $name } has a code that is valid until { $time } on { $date }. A new code cancels it at once, even if it is on a printed slip.
issue-replace-act = Replace code
issue-again = Issue a new code
issue-failed = The code could not be issued
scan-or-type = iPad: type the 8 characters in the app. Other devices: scan the code.
qr-label = Activation QR code
code-good-for = Valid for
code-good-until = Valid until
code-moment = { $time } on { $date }
code-over = The code has expired
code-once = Works once, on one device. A new code replaces this one.
print-slip = Print slip
waiting-for-device = Waiting for the device
device-activated = Device activated
issue-step-1 = On { $name }’s device, add the app to the home screen, then open it from its icon.
issue-step-2 = Choose “Enter activation code” and type the 8 characters. On devices other than iPads, the camera can also scan the code.
issue-step-3 = Create a passkey with fingerprint, face or screen lock.
slip-title = Activation slip
slip-until = Valid until { $time } on { $date }
slip-step-1 = On an iPad, open the address below, add it to the home screen, then open it from its icon. On other devices, scan the QR code.
slip-step-2 = If you did not scan the QR code: choose “Enter activation code” and type the 8 characters on this slip.
slip-step-3 = Create a passkey with your fingerprint, face or screen lock.

person-name = Full name
person-name-help = Family name, middle name and given name.
change-person = Edit details
email = Email
phone = Phone
unit = Unit
choose-unit = Choose a unit
position = Position
positions = Positions
position-title = Position
position-title-help = In full, for example Director of the Department of Finance.
add-position = Add position
no-position = No positions yet.
precedence = Rank
precedence-help = Lower numbers come first in lists, seating plans and minutes.
rank-number = rank { $rank }
valid-from = From
valid-to = Until
add-and-issue = Add and issue code

roles = Roles
change-roles = Edit roles
no-role = No roles yet. Can still attend meetings when invited.
whole-tree = Whole system
role-place = Scope
role-place-all = These roles apply to all units.
role-place-help = These roles apply to this unit and all units below it.
role-administrator = Administrator
role-administrator-help = Manages units, people and permissions.
role-secretary = Secretary
role-secretary-help = Prepares and runs meetings and drafts the minutes.
role-clerk = Clerk
role-clerk-help = Assigns numbers, affixes the seal and issues documents; keeps the archive of the units in scope.
role-official = Delegate
role-official-help = Attends meetings, reads papers, takes notes and signs conclusions.

revoke = Revoke
key-revoked = Passkey revoked.
close-account = Close account
close-account-title = Close this account?
close-account-follows = All sessions end at once and no device can sign in. The name stays in minutes and old files. The account can be reopened later.
account-was-closed = Account closed.
reopen-account = Reopen account
account-reopened = Account reopened.

add-unit = Add unit
no-unit = No units yet. Add the top-level unit first.
show-ended-units = Show former units
unit-ended = Former
unit-name = Unit name
unit-missing-name = unit name
unit-missing-day = first day of the new name
unit-short-name = Short name
unit-code = Unit code
unit-parent = Parent unit
unit-root = No parent unit
unit-precedence-help = Lower numbers come first among units at the same level.
unit-predecessor = Took over work from
unit-predecessor-help = The unit before the reorganisation; old files keep the old name.
unit-no-predecessor = None
unit-another-predecessor = Add another unit
unit-predecessor-remove = Remove { $unit }
renamed-from = New name valid from
renamed-from-help = Documents dated before this day keep the old name.
valid-since = Since { $from }
valid-until = Until { $to }
valid-between = { $from } to { $to }
took-over = Took over from { $units }
people-failed = The list of people could not be loaded
units-failed = The list of units could not be loaded
person-failed = This person’s page could not be loaded

calendar-year = Year
calendar-about = Working-day deadlines skip Saturdays, Sundays and the days below. Lunar New Year, Hùng Kings’ Day, the second National Day holiday and make-up working days are announced each year.
days-off-failed = The holidays could not be loaded
calendar-empty = No holidays for { $year } yet
calendar-empty-why = Begin with the fixed holidays, then add the days that are announced.
calendar-add = Add holidays
calendar-add-fixed = { $count ->
    [one] Add 1 fixed holiday for { $year }
   *[other] Add { $count } fixed holidays for { $year }
}
calendar-fixed-added = Fixed holidays added
calendar-name = Name of the day
calendar-name-help = For example “Lunar New Year” or “Working Saturday”.
calendar-kind = This day is
calendar-off = Holiday
calendar-working = Working day
calendar-to-help = Leave empty for a single day.
calendar-days = { $count ->
    [one] 1 day
   *[other] { $count } days in a row
}
calendar-backwards = The last day must not be before the first.
calendar-too-long = At most 31 days at a time.
calendar-made-up = Falls on a weekend: remember to add the day off in lieu.
calendar-remove = Remove { $day }, { $name }
calendar-removed = “{ $name }” removed
