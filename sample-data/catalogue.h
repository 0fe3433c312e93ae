/* What the platform sells: 150 courses, e-books and columns in ten categories of three topics each. */
#ifndef SAMPLE_CATALOGUE_H
#define SAMPLE_CATALOGUE_H

#include "random.h"

#include <stdbool.h>

typedef enum {
	PROGRAMMING, DATA, MANAGEMENT, PRODUCT, DESIGN, FINANCE, WRITING, LANGUAGES, PSYCHOLOGY, HEALTH, N_CATEGORIES
} Category;

typedef enum { BEGINNER, INTERMEDIATE, ADVANCED } Level;
typedef enum { COURSE, EBOOK, COLUMN } Format;

enum { N_COURSES = 150, N_TOPICS = 30, N_QUERIES = 3 };

typedef struct {
	char        id[8];
	const char *title;
	const char *author;
	Category    category;
	int         topic;          /* 0..29: three to a category */
	Level       level;
	Format      format;
	int         price;          /* yuan */
	int         published;      /* day */
	bool        chinese;
	double      popularity;     /* relative */
	double      quality;        /* added to what a user gives it, about -0.5..0.5 */
} Course;

typedef struct {
	const char *noun[2];                  /* what a review talks about: English, Chinese */
	const char *queries[2][N_QUERIES];    /* what people type to find it */
} Topic;

extern const Topic topics[N_TOPICS];

void        catalogue_make (Random *random, Course *courses);
const char *catalogue_category_name (Category category);
const char *catalogue_level_name (Level level);
const char *catalogue_format_name (Format format);

#endif
