# Words of every screen.
connected = Connected
offline = No connection
connection-lost = No connection. You can still read and take notes; everything is sent when the network is back.
connection-back = Connected again.
loading = Loading
loading-long = This takes longer than usual. Please check the connection.
retry = Try again
close = Close
cancel = Cancel
save = Save
done = Done
back = Back
undo = Undo
optional = optional
continue = Continue
remove = Remove
technical-details = Technical details
error-title = This could not be done
error-offline = There is no connection to the server. Check the network and try again.
error-faulty = The server had a fault. Try again; if it stays, tell the administrator.
error-unreadable = The server gave an answer that the app cannot read. Reload the app; if it stays, tell your administrator.
not-found-title = There is no such page
not-found-why = The address has changed, or you are not invited to this item.
not-found-way = To my meetings

rail-label = Main
rail-meetings = Meetings
rail-admin = Administration
support = Need help?

text-size = Text size
text-size-normal = Normal text
text-size-large = Large text
text-size-larger = Very large text

person-menu = Account and display
my-page = My page
sign-out = Sign out
language = Language
theme = Appearance
theme-light = Light
theme-dark = Dark
theme-device = As device
paper = Paper
paper-white = White
paper-ivory = Ivory
paper-soft = Soft

meetings = Meetings
meetings-empty = No meetings yet. When you are invited, the meeting appears here.

saved = Saved
change = Change
still-missing = Still missing: { $what }
time-today = { $time } today
time-yesterday = { $time } yesterday
time-tomorrow = { $time } tomorrow
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
date-form = 16/12/2026
choose-day = Choose a day
date-wrong = There is no such day. Write it like 16/12/2026.
