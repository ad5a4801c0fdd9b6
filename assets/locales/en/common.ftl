# Words of every screen.
connected = Connected
offline = No connection
connection-lost = No connection. You can still read and take notes; everything is sent when you are back online.
connection-lost-writing = No connection. You can keep editing; everything will be saved when you are back online.
connection-lost-reading = No connection. You can read what is shown; changes can be made when you are back online.
connection-lost-archive = No connection. You can read what is open; searching, verifying and downloading need a connection.
connection-lost-copy = No connection. You can still make changes here; creating the draft needs a connection.
connection-lost-signing = No connection. You can go on reading; signing, sending back and downloading need a connection.
connection-lost-conduct = No connection. You can read and take notes; you can run the meeting again when you are back online.
connection-lost-record = No connection. What you write is sent when you are back online; attendance, running the meeting and adding papers must wait.
connection-back = Back online.
needs-connection = This needs a connection.
write-reason = Write a reason
loading = Loading
loading-long = The server is taking longer than usual.
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
error-title = This could not be loaded
asking-again = The server has not answered yet. Trying again…
server-silent = No answer from the server
error-offline = No connection to the server. Check the network and try again.
error-faulty = The server reported an error. Try again; if the problem persists, contact your support desk.
error-unreadable = The app could not read the server’s answer. Reload the app; if the problem persists, contact your support desk.
not-found-title = This page does not exist
not-found-why = The address may have changed, or you do not have access to this page.
not-found-way = Back to meetings

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
theme-device = Automatic
paper = Page colour
paper-white = White
paper-ivory = Ivory
paper-soft = Soft

meetings = Meetings
meetings-empty = No meetings yet. When you are invited, the meeting will appear here.

saved = Saved
change = Edit
still-missing = Still missing: { $what }
time-today = today at { $time }
time-yesterday = yesterday at { $time }
time-tomorrow = tomorrow at { $time }
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
date-form = dd/mm/yyyy
choose-day = Choose a date
text-too-long = Longer than { $most } characters. Remove { $over ->
    [one] 1 character
   *[other] { $over } characters
}.
date-wrong = This date does not exist. Write it like 16/12/2026.
calendar-failed = Your meetings could not be loaded
