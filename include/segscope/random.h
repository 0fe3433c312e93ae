/* Streams of random numbers: the same seed and stream give the same numbers on every machine.
 *
 * Generator: Mersenne Twister MT19937 of GSL (Matsumoto, Nishimura 1998), seeded from (seed, stream) through
 * splitmix64, so that neighbouring seeds and streams do not resemble each other. Record SEG_RANDOM_NAME and the seed
 * beside every result. */
#ifndef SEGSCOPE_RANDOM_H
#define SEGSCOPE_RANDOM_H

#include <glib.h>

G_BEGIN_DECLS

#define SEG_RANDOM_NAME "mt19937"

typedef struct SegRandom SegRandom;

/** @stream numbers the independent uses of one seed: restarts, columns, arms. */
SegRandom *seg_random_new (guint64 seed, guint64 stream);
void       seg_random_free (SegRandom *random);

/** Uniform in [0, 1). */
double seg_random_uniform (SegRandom *random);

/** Uniform in 0..n-1, without modulo bias; @n at least 1. */
gsize seg_random_below (SegRandom *random, gsize n);

/** Standard normal (ziggurat). */
double seg_random_gaussian (SegRandom *random);

/** Puts the @n values in random order (Fisher-Yates). */
void seg_random_shuffle (SegRandom *random, gsize *values, gsize n);

/** One step of splitmix64 (Steele, Lea, Flood 2014): a good 64-bit mixing of @value. */
guint64 seg_random_mix (guint64 value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRandom, seg_random_free)

G_END_DECLS

#endif
