/* The entry that libFuzzer and replay.c call. */
#ifndef SEG_TEST_FUZZ_H
#define SEG_TEST_FUZZ_H

#include <stddef.h>

int LLVMFuzzerTestOneInput (const unsigned char *bytes, size_t size);

#endif
