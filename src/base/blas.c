#include <config.h>
#include <segscope/blas.h>

#include <cblas.h>

/* In no header. Versions of OpenBLAS without threads do not have it. */
extern int blas_thread_shutdown_ (void) __attribute__ ((weak));

void
seg_blas_stay_alone (void)
{
	if (openblas_get_num_threads () != 1) /* to say it again would start threads that were ended */
		openblas_set_num_threads (1);
}

void
seg_blas_end_threads (void)
{
	seg_blas_stay_alone ();
	if (blas_thread_shutdown_ != NULL)
		blas_thread_shutdown_ ();
}
