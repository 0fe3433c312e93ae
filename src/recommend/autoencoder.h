/* The denoising autoencoder's arithmetic. See autoencoder.c. */
#ifndef SEG_AUTOENCODER_H
#define SEG_AUTOENCODER_H

#include "recommend-private.h"

/* n_items x n_hidden each for in and out, n_hidden for in_bias, n_items for out_bias; one after the other. */
typedef struct {
	gsize   n_items, n_hidden, n_values;
	double *values; /* all of them */
	double *in, *out, *in_bias, *out_bias;
} SegNetwork;

SegNetwork *seg_network_new (gsize n_items, gsize n_hidden, GError **error); /* all 0 */
void        seg_network_free (SegNetwork *network);

/* What a batch is: users, and what they are shown of what they have. */
typedef struct {
	const SegInteractions *interactions;
	const gsize *users;
	gsize        n;
	double       dropout;
	guint64      seed; /* of what is left out */
} SegBatch;

/** The mean loss of the batch, with @decay / 2 x the squares of in and out; @gradient: (out) of it, all of it. NAN: out of memory. */
double seg_network_gradient (const SegNetwork *network, const SegBatch *batch, double decay, SegNetwork *gradient);
/** The hidden numbers of a user who is shown everything: n_hidden of them. */
void   seg_network_encode (const SegNetwork *network, const SegInteractions *interactions, gsize user, double *hidden);
/** What comes out for a user who is shown everything: logits of all items. */
void   seg_network_forward (const SegNetwork *network, const SegInteractions *interactions, gsize user, double *logits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegNetwork, seg_network_free)

#endif
