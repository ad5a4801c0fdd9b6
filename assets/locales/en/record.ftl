# The secretary's room: agenda, record, people; acting in the chair's place.
record-tabs = Parts of the room
record-title = Record
record-people = Participants
record-write = Keep the record
record-read = Read papers
record-page = Page
record-page-long = See the page that is shown
record-drive = Act for the chair
record-of-item = Record · Item { $number }
record-waits = Not sent yet, will be sent once online
record-choose = Not saved, choose below
record-elsewhere = Item { $number } is being discussed. What you are writing stays here.
record-go-there = Go to item { $number }
record-withdrawn = This item was taken off the agenda.
record-not-discussed = Votes and conclusions can be recorded once the item was opened.

record-not-opened = Not opened yet
record-starts = Starts { $when }.
record-there = { $there }/{ $all } present.
record-devices = { $count ->
    [one] One tablet is in the room.
   *[other] { $count } tablets are in the room.
}
record-edit = Edit the agenda
record-open-for = Open for { $name }

record-course = Discussion
record-opinions = { $count ->
    [one] One statement
   *[other] { $count } statements
}
record-course-placeholder = Who said what, a line each
record-opinion-of = Statement of…
record-no-course = Nothing was recorded.
record-somebody = Somebody else
record-was-changed = { $name } has just changed this
record-keep-mine = Keep mine
record-take-theirs = Take this
record-join = Keep both

record-vote = Show of hands
vote-add = Record a vote
vote-none = No vote yet.
vote-subject = Vote on
vote-approve = In favour
vote-reject = Against
vote-abstain = Not voting
vote-more = One more: { $what }
vote-fewer = One fewer: { $what }
vote-sum = { $sum } of { $all } delegates.
vote-too-many = { $sum } votes, more than the { $all } delegates who may be there.
vote-keep = Record the result
did-strike-vote = Vote removed.

record-conclusion = Conclusions
conclusion-free = In free words
conclusion-as-task = As a task
conclusion-none = No conclusion.
conclusion-no-deadline = No deadline
conclusion-text-placeholder = The conclusion
conclusion-change = Save the conclusion
did-conclude = Conclusion recorded.
did-change-conclusion = Conclusion changed.
build-lead = Unit in charge
build-choose = Choose a unit
build-with = Unit that works with it
build-add = Add
build-without = Without { $name }
build-task = What is to be done
build-task-placeholder = what is to be done
build-before = before

filter-people = Filter participants
filter-all = All
filter-not-there = Not there
filter-substitutes = Substitutes
filter-nobody = Nobody.
person-open = Record presence, absence, substitute
person-device = Tablet is in the room
stands-in-for-long = Substitute for { $name }
attendance-unknown = Not recorded
attendance-present = Present
attendance-mark-present = Mark present
attendance-late = Late
attendance-late-at = Late, { $time }
attendance-excused = Absent with reason
attendance-absent = Absent
attendance-reason = Reason of absence
attendance-forget = Forget what was recorded
did-present = { $name }: present.
did-attendance = { $name }: { $word }.
substitute-add = Add a substitute
substitute-whom = Substitute for
substitute-choose = Choose who is away
substitute-whom-first = First choose for whom.
substitute-help = Touch the name of who comes instead. Who is away is recorded as absent with reason.
substitute-for-this = Add a substitute for this person
did-substitute = Substitute for { $name } added.

clock-starts = Starts
clock-ends = Expected end
room-item = Item { $number }
item-minutes-over = { $spent } min, { $over } over
item-acts = Conduct the item
item-acts-for = Conduct item { $number }
item-act-open = Open this item
item-act-close = End this item
item-act-postpone = Postpone
item-act-withdraw = Withdraw
item-act-restore = Restore
item-act-earlier = Move earlier
item-act-later = Move later
order-title = Order of the items
order-up = Move earlier: { $name }
order-down = Move later: { $name }
record-papers = Papers
record-add-paper = Add papers
did-open-this-item = Item opened.
did-restore = The item is back on the agenda.

drive-for = For { $name }
drive-for-nobody = No chair yet
drive-own = You hold the chair
drive-hint = Turn on “Act for the chair” to open items, pause or end the meeting.
did-break-until = Break until { $time }.
did-end-break = The meeting goes on.
more-until = Until { $time }
end-unfinished = { $count ->
    [one] One item is not done.
   *[other] { $count } items are not done.
}

way-write = Write the minutes
way-sign = Sign the minutes
way-read = Read the minutes
way-wait = You can read the minutes here once everybody has signed.
way-over = You can still read the papers of the items you were invited to.
after-closed-at = Ended { $when }, after { $minutes } min.
after-conclusions = { $count ->
    [one] One conclusion.
   *[other] { $count } conclusions.
}
after-sent-back = { $name } sent them back:
after-waits-for = Waiting for { $name } to sign.
reopen = Reopen the meeting
reopen-title = Reopen the meeting?
reopen-why = What was recorded can be corrected; then the meeting has to be ended again. The reason is kept in the log.
reopen-reason = Reason
