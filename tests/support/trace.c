#include <config.h>
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL)

/* Writes to the terminal and between threads are no changes of files, but telling them apart is not worth it: a kill there is as good. */
static gboolean
changes_files (guint64 number)
{
	static const int numbers[] = {
		SYS_write, SYS_pwrite64, SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_unlinkat, SYS_renameat2,
#ifdef SYS_unlink
		SYS_unlink, SYS_rename,
#endif
	};

	for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
		if (number == (guint64) numbers[i])
			return TRUE;
	return FALSE;
}

/* The child: traced by its parent from the first instruction of the program on. */
static void
start (const char *folder, char *const *words)
{
	int nowhere = open ("/dev/null", O_RDWR);

	if (chdir (folder) != 0 || nowhere < 0 || dup2 (nowhere, STDIN_FILENO) < 0 || dup2 (nowhere, STDOUT_FILENO) < 0
	    || dup2 (nowhere, STDERR_FILENO) < 0)
		_exit (126);
	setenv ("LC_ALL", "C.UTF-8", 1);
	setenv ("ASAN_OPTIONS", "detect_leaks=0", 1); /* which would trace as well */
	setenv ("LSAN_OPTIONS", "detect_leaks=0", 1);
	if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit (125);
	raise (SIGSTOP);
	execv (words[0], words);
	_exit (127);
}

/* Whether the stopped thread enters a call that changes files. */
static gboolean
is_change (pid_t thread)
{
	struct __ptrace_syscall_info info;

	return ptrace (PTRACE_GET_SYSCALL_INFO, thread, (void *) sizeof info, &info) > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY
	       && changes_files (info.entry.nr);
}

/* The signal to hand on to a thread that stopped with this status. */
static int
signal_of (int status)
{
	int signal_number = WSTOPSIG (status);

	return signal_number == SIGTRAP || signal_number == (SIGTRAP | 0x80) || signal_number == SIGSTOP ? 0 : signal_number;
}

static void
follow (pid_t program, guint kill_at, guint *n_changes, int *status)
{
	pid_t thread;
	int now;

	ptrace (PTRACE_SYSCALL, program, NULL, NULL);
	while ((thread = waitpid (-1, &now, __WALL)) > 0) {
		if (WIFEXITED (now) || WIFSIGNALED (now)) {
			if (thread == program) {
				*status = WIFSIGNALED (now) ? 128 + WTERMSIG (now) : WEXITSTATUS (now);
				return;
			}
			continue;
		}
		if (WSTOPSIG (now) == (SIGTRAP | 0x80) && is_change (thread) && ++*n_changes == kill_at)
			kill (program, SIGKILL);
		ptrace (PTRACE_SYSCALL, thread, NULL, (void *) (gintptr) signal_of (now));
	}
}

gboolean
trace_run (const char *folder, char *const *words, guint kill_at, guint *n_changes, int *status)
{
	pid_t program = fork ();
	int now;

	*n_changes = 0;
	*status = -1;
	g_assert_cmpint (program, >=, 0);
	if (program == 0)
		start (folder, words);
	if (waitpid (program, &now, __WALL) != program || !WIFSTOPPED (now)
	    || ptrace (PTRACE_SETOPTIONS, program, NULL, (void *) (gintptr) OPTIONS) != 0) {
		kill (program, SIGKILL);
		waitpid (program, &now, 0);
		return FALSE;
	}
	follow (program, kill_at, n_changes, status);
	return TRUE;
}
