/* How often a property is tried with other random numbers. */
#ifndef SEG_TEST_ROUNDS_H
#define SEG_TEST_ROUNDS_H

#include <glib.h>

/** @n, or a fifth of it in a build under a sanitizer: there the same code takes many times as long, and what a sanitizer finds does not need all draws. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_ROUNDS(n) (((guint) (n) + 4) / 5)
#else
#define TEST_ROUNDS(n) ((guint) (n))
#endif
/** The step from one of many moments to the next that are tried: every one, or every fifth. */
#define TEST_STRIDE (TEST_ROUNDS (5) == 5 ? 1u : 5u)

#endif
