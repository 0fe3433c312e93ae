/* The pool: threads that sleep on a condition until a loop comes, take blocks by an atomic counter, and sleep again.
 *
 * Not OpenMP, because its threads spin while they wait (a factor of 4 to 7 lost on a laptop that does other work too) and
 * cannot be told not to from inside the program; POSIX locks, because the thread sanitizer sees neither OpenMP's
 * barriers nor GLib's locks. */
#include <config.h>
#include <segscope/parallel.h>

#include <pthread.h>
#include <stdatomic.h>

typedef struct {
	gsize        n_rows, block_rows, n_blocks;
	SegBlockFunc func;
	gpointer     data;
	atomic_size_t next; /* the block to hand out next */
} Loop;

static struct {
	pthread_mutex_t owner; /* held by the thread whose loop runs */
	pthread_mutex_t lock;  /* guards what follows */
	pthread_cond_t  work, idle;
	Loop    *loop;       /* the loop that runs, or NULL */
	guint    generation; /* grows with each loop, so that a worker joins a loop once */
	guint    n_busy;     /* workers inside the loop */
	guint    n_workers;  /* threads started, the caller not counted */
	guint    wanted;     /* threads that may work, the caller counted; 0: not set */
} pool = {
	.owner = PTHREAD_MUTEX_INITIALIZER, .lock = PTHREAD_MUTEX_INITIALIZER,
	.work = PTHREAD_COND_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER,
};

static _Thread_local gboolean inside_loop;

static void
run_blocks (Loop *loop)
{
	gsize block;

	inside_loop = TRUE;
	while ((block = atomic_fetch_add (&loop->next, 1)) < loop->n_blocks) {
		gsize first = block * loop->block_rows;

		loop->func (block, first, MIN (first + loop->block_rows, loop->n_rows), loop->data);
	}
	inside_loop = FALSE;
}

static gpointer
work (gpointer data)
{
	guint number = GPOINTER_TO_UINT (data), seen = 0;

	pthread_mutex_lock (&pool.lock);
	for (;;) {
		Loop *loop;

		while (pool.loop == NULL || pool.generation == seen || number >= pool.wanted)
			pthread_cond_wait (&pool.work, &pool.lock);
		seen = pool.generation;
		loop = pool.loop;
		pool.n_busy++;
		pthread_mutex_unlock (&pool.lock);
		run_blocks (loop);
		pthread_mutex_lock (&pool.lock);
		if (--pool.n_busy == 0)
			pthread_cond_signal (&pool.idle);
	}
	return NULL;
}

void
seg_parallel_set_threads (guint n_threads)
{
	pthread_mutex_lock (&pool.lock);
	pool.wanted = n_threads > 0 ? n_threads : MAX (g_get_num_processors (), 1);
	pthread_mutex_unlock (&pool.lock);
}

guint
seg_parallel_threads (void)
{
	guint wanted;

	pthread_mutex_lock (&pool.lock);
	if (pool.wanted == 0)
		pool.wanted = MAX (g_get_num_processors (), 1);
	wanted = pool.wanted;
	pthread_mutex_unlock (&pool.lock);
	return wanted;
}

/* Hands @loop to the pool; workers are started when they are first needed and live as long as the program. */
static void
open_loop (Loop *loop, guint n_threads)
{
	pthread_mutex_lock (&pool.lock);
	while (pool.n_workers + 1 < n_threads) {
		pool.n_workers++;
		g_thread_unref (g_thread_new ("pool", work, GUINT_TO_POINTER (pool.n_workers)));
	}
	pool.loop = loop;
	pool.generation++;
	pthread_cond_broadcast (&pool.work);
	pthread_mutex_unlock (&pool.lock);
}

static void
close_loop (void)
{
	pthread_mutex_lock (&pool.lock);
	pool.loop = NULL;
	while (pool.n_busy > 0)
		pthread_cond_wait (&pool.idle, &pool.lock);
	pthread_mutex_unlock (&pool.lock);
}

void
seg_parallel_blocks (gsize n_rows, gsize block_rows, SegBlockFunc func, gpointer data)
{
	Loop loop = { n_rows, block_rows, seg_parallel_n_blocks (n_rows, block_rows), func, data, 0 };
	guint n_threads = seg_parallel_threads ();

	if (inside_loop) {
		for (gsize block = 0; block < loop.n_blocks; block++)
			func (block, block * block_rows, MIN ((block + 1) * block_rows, n_rows), data);
		return;
	}
	if (n_threads < 2 || loop.n_blocks < 2 || pthread_mutex_trylock (&pool.owner) != 0) {
		run_blocks (&loop);
		return;
	}
	open_loop (&loop, n_threads);
	run_blocks (&loop);
	close_loop ();
	pthread_mutex_unlock (&pool.owner);
}
