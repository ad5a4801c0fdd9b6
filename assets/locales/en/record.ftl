# The secretary's room: agenda, record, people; acting in the chair's place.
record-tabs = Parts of the room
record-title = Minutes
record-people = Participants
record-write = Take minutes
record-read = Read papers
record-page = View page
record-page-long = View the page being presented
record-drive = Act for the chair
record-of-item = Minutes · Item { $number }
record-waits = Kept on this device, not sent yet
saved-before = Last saved at { $time }
record-choose = Not saved; choose below
record-elsewhere = Item { $number } is being discussed. Your text stays here.
record-go-there = Go to item { $number }
record-withdrawn = This item was withdrawn from the agenda.
record-not-discussed = Votes and conclusions can be recorded once the item has been opened.

record-not-opened = Not opened yet
record-starts = Starts { $when }.
record-there = { $there } of { $all } present.
record-devices = { $count ->
    [one] 1 device has joined.
   *[other] { $count } devices have joined.
}
record-edit = Edit agenda
record-open-for = Open on behalf of { $name }

record-course = Discussion
record-opinions = { $count ->
    [one] 1 statement
   *[other] { $count } statements
}
record-course-placeholder = Who said what, one statement per line
record-opinion-of = Statement by…
record-no-course = No discussion recorded yet.
record-somebody = Someone else
record-was-changed = { $name } has just changed this
record-keep-mine = Keep mine
record-take-theirs = Use theirs
record-join = Merge both

record-vote = Show of hands
vote-add = Record a vote
vote-none = No votes yet.
vote-subject = Vote on
vote-approve = In favour
vote-reject = Against
vote-abstain = Abstained
vote-more = One more: { $what }
vote-fewer = One fewer: { $what }
vote-sum = Counted: { $sum } of { $all } { $all ->
    [one] delegate
   *[other] delegates
} entitled to vote.
vote-sum-with-secretary = { $sum } votes: { $all } { $all ->
    [one] delegate
   *[other] delegates
} and secretaries who are members.
vote-too-many = { $sum ->
    [one] 1 vote
   *[other] { $sum } votes
}, more than the { $all ->
    [one] 1 delegate
   *[other] { $all } delegates
} entitled to vote.
vote-fewer-present = { $sum ->
    [one] 1 vote
   *[other] { $sum } votes
}, but only { $there ->
    [one] 1 person has
   *[other] { $there } people have
} been recorded as present.
vote-nobody-present = { $sum ->
    [one] 1 vote
   *[other] { $sum } votes
}, but nobody recorded as present. Record them under Participants.
vote-keep = Record result
did-strike-vote = Vote removed.

record-conclusion = Conclusions
conclusion-free = As free text
conclusion-as-task = As a task
conclusion-none = No conclusions.
conclusion-no-deadline = No deadline
conclusion-text-placeholder = The conclusion
conclusion-change = Save conclusion
did-conclude = Conclusion recorded.
did-change-conclusion = Conclusion updated.
build-lead = Lead unit
build-choose = Choose a unit
build-with = Supporting unit
build-add = Add a unit
build-without = Remove { $name }
build-task = Task
build-task-placeholder = the task, in Vietnamese
build-before = trước ngày

filter-people = Filter participants
filter-all = All
filter-substitutes = Substitutes
filter-nobody = No one.
person-open = Record presence, absence or substitute
person-device = Device has joined
stands-in-for-long = Substitute for { $name }
substitute-is = Substitute: { $name }
attendance-unknown = Not recorded
attendance-present = Present
attendance-mark-present = Mark present
attendance-late = Late
attendance-late-at = Late, { $time }
attendance-excused = Absent with reason
attendance-absent = Absent
attendance-reason = Reason for absence
attendance-forget = Clear the entry
did-present = { $name }: present.
did-attendance = { $name }: { $word }.
people-take-part = Already a participant
substitute-add = Add a substitute
substitute-whom = Substitute for
substitute-choose = Choose who is absent
substitute-whom-first = First choose who is absent; then choose who attends instead.
substitute-help = Tap the name of the person attending instead. The person replaced is recorded as absent with reason.
substitute-for-this = Add a substitute for this person
did-substitute = Substitute for { $name } added.

clock-starts = Starts
clock-ends = Expected end
room-item = Item { $number }
item-minutes-over = { $spent } min, { $over } min over
item-acts = Item actions
item-acts-for = Actions for item { $number }
item-act-open = Open this item
item-act-close = End this item
item-act-postpone = Postpone
item-act-withdraw = Withdraw
item-act-restore = Restore
item-act-earlier = Move up
item-act-later = Move down
order-title = Order of items
order-fixed = { $status } · keeps its place
order-stays = Not moved: items that were or are being discussed keep their place.
order-up = Move up: { $name }
order-down = Move down: { $name }
record-papers = Papers
record-papers-of = Papers · Item { $number }
record-add-paper = Add papers
did-open-this-item = Item { $number } opened.
did-restore = Item { $number } is back on the agenda.

drive-for = Acting for { $name }
drive-for-nobody = No chair yet
drive-own = You are chairing
drive-hint = Turn on “Act for the chair” to open items, pause or end the meeting.
drive-waits = Acting for the chair waits for a connection.
did-break-until = Break until { $time }.
did-end-break = The meeting has resumed.
more-until = Until { $time }
end-unfinished = { $count ->
    [one] 1 item is not finished.
   *[other] { $count } items are not finished.
}

way-write = Write the minutes
way-sign = Sign the minutes
way-read = Read the minutes
way-wait = The minutes open here after signing.
way-over = You can still read the papers for your items.
after-closed-at = Ended { $when }, after { $minutes } min.
after-conclusions = { $count ->
    [one] 1 conclusion.
   *[other] { $count } conclusions.
}
after-unrecorded-way = To record them, reopen the meeting.
after-unrecorded-look = Show who is not recorded
reopen = Reopen the meeting
reopen-title = Reopen the meeting?
reopen-why = What was recorded can be corrected; the meeting must then be ended again. The reason is kept in the log.
reopen-reason = Reason
