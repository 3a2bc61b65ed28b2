package casework

import "tongban/capability/audit"

// moved is what the log keeps of every move: the digest proves the reason, opinion or
// gaps without telling them.
const moved = "seq, from, to, digest of the detail"

// Events are the audit events of casework. Every event of the life cycle is one.
var Events = []audit.Event{
	{Name: "casework.submit", When: "An application was handed in.", Data: moved},
	{Name: "casework.start-pre-review", When: "The window began to look through a case.", Data: moved},
	{Name: "casework.point-out", When: "The window pointed out what can be mended on the spot.", Data: moved},
	{Name: "casework.mend-at-once", When: "The applicant mended what was pointed out.", Data: moved},
	{Name: "casework.request-correction", When: "The applicant was told once what to mend.", Data: moved},
	{Name: "casework.correct", When: "The applicant handed in what was to be mended.", Data: moved},
	{Name: "casework.lapse-correction", When: "Nobody mended the application in time, and it ended.", Data: moved},
	{Name: "casework.supplement", When: "The applicant brought what was promised at acceptance.", Data: moved},
	{Name: "casework.deem-accepted", When: "Silence accepted the case.", Data: moved},
	{Name: "casework.accept", When: "The window accepted the case.", Data: moved},
	{Name: "casework.find-not-needed", When: "The applicant was told that no permission is needed.", Data: moved},
	{Name: "casework.refuse", When: "The case was not accepted.", Data: moved},
	{Name: "casework.grant-at-once", When: "One clerk accepted, granted and handed out on the spot.", Data: moved},
	{Name: "casework.start-review", When: "Somebody began to review.", Data: moved},
	{Name: "casework.proceed", When: "The process of a case went on by itself: a timer, a message.", Data: moved},
	{Name: "casework.retry", When: "What a process could not go on for was tried again.", Data: moved},
	{Name: "casework.leave-process", When: "A case whose process could not go on was taken to be decided by hand.", Data: moved},
	{Name: "casework.send-back", When: "Work was sent back to an earlier step.", Data: moved},
	{Name: "casework.take-back", When: "A finished task was taken back that nobody had picked up.", Data: moved},
	{Name: "casework.add-signer", When: "One more person was asked to sign.", Data: moved},
	{Name: "casework.remove-signer", When: "A signature was done without.", Data: moved},
	{Name: "casework.entrust", When: "A task was given to another department.", Data: moved},
	{Name: "casework.change-process", When: "A running case was moved to another version of its procedure.", Data: moved},
	{Name: "casework.pause-branch", When: "A special procedure began in one branch of a case.", Data: moved},
	{Name: "casework.resume-branch", When: "A special procedure of a branch ended.", Data: moved},
	{Name: "casework.pass-stage", When: "A stage of the procedure was passed.", Data: moved},
	{Name: "casework.tell-hearing", When: "The applicant was told that a hearing may be asked for.", Data: moved},
	{Name: "casework.request-hearing", When: "The applicant asked for a hearing.", Data: moved},
	{Name: "casework.set-hearing", When: "Time, place and chair of a hearing were named.", Data: moved},
	{Name: "casework.enter-special", When: "A special procedure began.", Data: moved},
	{Name: "casework.leave-special", When: "A special procedure ended.", Data: moved},
	{Name: "casework.suspend", When: "The case was suspended.", Data: moved},
	{Name: "casework.resume", When: "A suspended case went on.", Data: moved},
	{Name: "casework.extend", When: "The time to decide was extended.", Data: moved},
	{Name: "casework.raise-incident", When: "Something was found that should not have happened to a case.", Data: moved},
	{Name: "casework.propose-decision", When: "Review was over and a decision was proposed.", Data: moved},
	{Name: "casework.grant", When: "The application was granted.", Data: moved},
	{Name: "casework.deny", When: "The application was denied.", Data: moved},
	{Name: "casework.issue", When: "The licence was registered.", Data: moved},
	{Name: "casework.deliver", When: "The result was delivered.", Data: moved},
	{Name: "casework.withdraw", When: "The applicant took the application back.", Data: moved},
	{Name: "casework.task-handed-over", When: "A task was given to a colleague, or back to its group.", Data: "task, from, to"},
	{Name: "casework.task-attended", When: "Somebody could do a task again that nobody could.", Data: "task"},
	{Name: "casework.task-urged", When: "Whoever holds a task was urged.", Data: "task"},
	{Name: "casework.absence-set", When: "A deputy was named for the time somebody is away, or none any more.", Data: "deputy, from, until"},
	{Name: "casework.terminate", When: "The case was ended without a decision.", Data: moved},
}
