/* Sums of rows of doubles, compiled for each kind of processor: what scoring many people together is made of. Every number is added in the order
 * of the rows, so the sums are those of any other way that keeps to it. */
#ifndef SEG_SUMS_KERNEL_H
#define SEG_SUMS_KERNEL_H

#include <glib.h>

#define SEG_PANEL 16 /* numbers a row of a panel; a table is cut into panels of so many columns, each held row after row */

typedef struct {
	/** @sums (SEG_PANEL numbers) += the rows @index of @panel, one after the other. Both aligned to 64 bytes. */
	void (*add_panel_rows) (const double *panel, const guint32 *index, gsize n, double *sums);
	/** @sums (@n numbers, a multiple of SEG_PANEL) += @rows, one after the other. All aligned to 64 bytes. */
	void (*add_rows) (const double *const *rows, gsize n_rows, gsize n, double *sums);
	/** @sums (@n numbers) += @row x @factor: multiplied and added as multiply() does. */
	void (*add_scaled) (const double *row, double factor, gsize n, double *sums);
	/** @panel (n rows of SEG_PANEL) = @matrix (n x n, symmetric) x @counts (likewise a panel), added up by ascending row of @counts. */
	void (*multiply) (const double *matrix, gsize n, const double *counts, double *panel);
} SegSumsKernel;

const SegSumsKernel *seg_sums_kernel (void);

#endif
