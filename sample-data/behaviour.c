/* A life on the platform has three strands: visits (searching, viewing, clicking), orders, and learning what was bought.
 * The numbers of a type are its typical ones; every person multiplies them by an activity of their own.
 *
 * What people choose is a product: how popular a course is, how much they care for its category, whether it is in
 * their language, how they feel about its price, and whether they own something on the same topic. The last is what
 * makes "bought together" worth looking for. */
#include "behaviour.h"

#include "reviews.h"

#include <math.h>
#include <stdlib.h>

typedef enum { EVENING, COMMUTE, NOON, OFFICE, N_RHYTHMS } Rhythm;

typedef struct {
	int    active_days;       /* the typical time from first to last action; 0 for until the end */
	double visits;            /* in a full active time */
	double searches;          /* in a visit */
	double views;             /* in a visit */
	double clicks;            /* after a view */
	double sale_visits;       /* share of visits made because of a sale */
	double orders;            /* in a full active time, beyond the first */
	double buyers;            /* share of people who order at all */
	double sale_orders;       /* share of orders kept for a sale */
	double price;             /* what they like to pay, in yuan */
	double bundles;           /* share of orders with more than one course */
	double plays;             /* for each course owned */
	double seconds;           /* of a play */
	double completions;       /* share of courses */
	double ratings;           /* share of courses */
	double stars;
	double reviews;           /* share of ratings */
	Rhythm rhythm;
} Profile;

static const Profile profiles[N_TYPES] = {
	[PROFESSIONAL] = { .visits = 5, .searches = 0.25, .views = 0.9, .clicks = 0.35, .sale_visits = 0.03,
	                   .orders = 11, .buyers = 1, .sale_orders = 0.05, .price = 600, .bundles = 0.22,
	                   .plays = 1.3, .seconds = 2000, .completions = 0.80, .ratings = 0.60, .stars = 4.55,
	                   .reviews = 0.40, .rhythm = EVENING },
	[LEARNER] = { .visits = 9, .searches = 0.6, .views = 1.0, .clicks = 0.4, .sale_visits = 0.05,
	              .orders = 2.4, .buyers = 1, .sale_orders = 0.15, .price = 160, .bundles = 0.06,
	              .plays = 11, .seconds = 1500, .completions = 0.60, .ratings = 0.70, .stars = 4.2,
	              .reviews = 0.42, .rhythm = COMMUTE },
	[BARGAIN_HUNTER] = { .visits = 9, .searches = 0.15, .views = 0.8, .clicks = 2.0, .sale_visits = 0.45,
	                     .orders = 4.0, .buyers = 1, .sale_orders = 0.95, .price = 40, .bundles = 0.30,
	                     .plays = 0.35, .seconds = 500, .completions = 0.04, .ratings = 0.40, .stars = 3.75,
	                     .reviews = 0.35, .rhythm = NOON },
	[BROWSER] = { .visits = 13, .searches = 0.9, .views = 0.9, .clicks = 0.25, .sale_visits = 0.04,
	              .orders = 0.1, .buyers = 0.04, .sale_orders = 0.4, .price = 90, .bundles = 0,
	              .plays = 1, .seconds = 600, .completions = 0.10, .ratings = 0.2, .stars = 3.9,
	              .reviews = 0.3, .rhythm = OFFICE },
	[DORMANT] = { .active_days = 60, .visits = 3, .searches = 0.5, .views = 1.0, .clicks = 0.4, .sale_visits = 0,
	              .orders = 0.30, .buyers = 0.99, .sale_orders = 0, .price = 150, .bundles = 0.05,
	              .plays = 2.8, .seconds = 700, .completions = 0.06, .ratings = 0.35, .stars = 3.6,
	              .reviews = 0.40, .rhythm = COMMUTE },
	[NEWCOMER] = { .visits = 1.6, .searches = 0.5, .views = 1.0, .clicks = 0.4, .sale_visits = 0,
	               .orders = 0, .buyers = 0.05, .sale_orders = 0.1, .price = 60, .bundles = 0,
	               .plays = 1.2, .seconds = 800, .completions = 0.05, .ratings = 0.3, .stars = 4.2,
	               .reviews = 0.3, .rhythm = EVENING },
};

typedef struct {
	Random         random;
	const Person  *person;
	const Course  *courses;
	const Profile *profile;
	Records       *records;
	Moment         end;
	double         activity;          /* 1 is typical of the type */
	double         harshness;         /* stars this person takes off */
	double         appeal[N_COURSES]; /* without what depends on the moment */
	bool           owned[N_COURSES];
	bool           owned_topics[N_TOPICS];
} Actor;

/* A bell over the logarithm of the price: half or double the price people like to pay is less than half as appealing. */
static double
price_appeal (const Course *course, double liked)
{
	double distance = log (course->price / liked) / log (2);

	return exp (-0.8 * distance * distance);
}

static void
form_tastes (Actor *actor)
{
	double tastes[N_CATEGORIES];

	people_tastes (actor->person, tastes);
	for (int i = 0; i < N_COURSES; i++) {
		const Course *course = &actor->courses[i];
		double language = course->chinese == actor->person->chinese ? 1 : course->chinese ? 0.04 : 0.15;
		double serious = actor->person->type == PROFESSIONAL && course->category <= MANAGEMENT ? 2 : 1;

		actor->appeal[i] = course->popularity * tastes[course->category] * language * serious
		                   * price_appeal (course, actor->profile->price);
	}
}

/* -1 when nothing suitable is out yet. Courses appear in the shop the day after publication. */
static int
choose_course (Actor *actor, Moment at, bool to_buy)
{
	double weights[N_COURSES];

	for (int i = 0; i < N_COURSES; i++) {
		const Course *course = &actor->courses[i];

		weights[i] = actor->appeal[i] * (actor->owned_topics[course->topic] ? 3.5 : 1);
		if (course->published >= calendar_day_of (at) || (to_buy && actor->owned[i]))
			weights[i] = 0;
	}
	return random_weighted (&actor->random, weights, N_COURSES);
}

/* A time of that day, as the person's day goes; never before registration. */
static Moment
choose_time (Actor *actor, int day)
{
	static const double hours[N_RHYTHMS][24] = {
		[EVENING] = { 2, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 3, 5, 10, 17, 20, 14, 6 },
		[COMMUTE] = { 1, 0, 0, 0, 0, 1, 5, 12, 10, 4, 2, 2, 5, 3, 2, 2, 3, 7, 10, 7, 8, 8, 5, 3 },
		[NOON]    = { 6, 2, 1, 0, 0, 0, 1, 2, 3, 5, 7, 9, 15, 11, 6, 5, 4, 4, 4, 4, 5, 7, 7, 7 },
		[OFFICE]  = { 1, 1, 0, 0, 0, 0, 1, 3, 6, 11, 12, 10, 8, 8, 11, 11, 9, 6, 4, 3, 3, 4, 3, 2 },
	};
	int hour = random_weighted (&actor->random, hours[actor->profile->rhythm], 24);
	Moment at = calendar_start_of (day) + hour * 3600 + random_below (&actor->random, 3600);

	if (at < actor->person->registered + 120)
		at = actor->person->registered + random_between (&actor->random, 120, 1800);
	return at;
}

static void
add_event (Actor *actor, EventKind kind, const Course *course, Moment at, int seconds, const char *query)
{
	Event event = { 0 };

	if (at > actor->end)
		return;
	event.user = actor->person->id;
	event.course = course != NULL ? course->id : "";
	event.kind = kind;
	event.at = at;
	event.seconds = seconds;
	event.query = query;
	records_add_event (actor->records, event);
}

static void
search_for (Actor *actor, const Course *course, Moment at)
{
	const char *query = topics[course->topic].queries[actor->person->chinese][random_below (&actor->random, N_QUERIES)];

	add_event (actor, SEARCH, NULL, at, 0, query);
}

/* Some searches, then some views, each with clicks on the page (sample lesson, prices, coupons). */
static void
visit (Actor *actor, int day)
{
	const Profile *profile = actor->profile;
	Moment at = choose_time (actor, day);
	int searches = random_poisson (&actor->random, profile->searches);
	int views = (searches == 0) + random_poisson (&actor->random, profile->views);
	int chosen;

	for (int i = 0; i < searches && (chosen = choose_course (actor, at, false)) >= 0; i++) {
		search_for (actor, &actor->courses[chosen], at);
		at += random_between (&actor->random, 8, 90);
	}
	for (int i = 0; i < views && (chosen = choose_course (actor, at, false)) >= 0; i++) {
		int clicks = random_poisson (&actor->random, profile->clicks);

		add_event (actor, VIEW, &actor->courses[chosen], at, 0, "");
		for (int j = 0; j < clicks; j++) {
			at += random_between (&actor->random, 4, 60);
			add_event (actor, CLICK, &actor->courses[chosen], at, 0, "");
		}
		at += random_between (&actor->random, 15, 240);
	}
}

static int
first_day (const Actor *actor)
{
	int day = calendar_day_of (actor->person->registered);

	return day > FIRST_DAY ? day : FIRST_DAY;
}

/* A day of the active time; with probability @sales one of a sale if there is any. */
static int
choose_day (Actor *actor, double sales)
{
	int last = calendar_day_of (actor->end);
	int day = random_chance (&actor->random, sales) ? calendar_random_sale_day (&actor->random, first_day (actor), last)
	                                               : -1;

	return day >= 0 ? day : calendar_random_day (&actor->random, first_day (actor), last);
}

static void
make_visits (Actor *actor)
{
	int visits = 1 + random_poisson (&actor->random, actor->profile->visits * actor->activity);

	if (calendar_day_of (actor->person->registered) >= FIRST_DAY)
		visit (actor, first_day (actor));
	for (int i = 1; i < visits; i++)
		visit (actor, choose_day (actor, actor->profile->sale_visits));
}

static void
review (Actor *actor, const Course *course, Moment at, int stars)
{
	Review row = { .user = actor->person->id, .course = course->id, .at = at, .stars = stars };

	row.text = review_compose (&actor->random, course, stars, actor->person->chinese);
	records_add_review (actor->records, row);
}

static void
rate (Actor *actor, const Course *course, Moment at)
{
	Rating row = { .user = actor->person->id, .course = course->id, .at = at };
	double let_down = random_chance (&actor->random, 0.07) ? 2 : 0;
	double opinion = actor->profile->stars - actor->harshness + course->quality - let_down
	                 + 0.6 * random_normal (&actor->random);
	int stars = (int) floor (opinion + 0.5);

	if (at > actor->end)
		return;
	row.stars = stars < 1 ? 1 : stars > 5 ? 5 : stars;
	records_add_rating (actor->records, row);
	if (random_chance (&actor->random, actor->profile->reviews * (row.stars <= 2 ? 1.7 : 1)))
		review (actor, course, at, row.stars);
}

/* Plays over the weeks after buying; perhaps the end of the course, perhaps a rating. */
static void
learn (Actor *actor, const Course *course, Moment bought)
{
	const Profile *profile = actor->profile;
	int plays = random_poisson (&actor->random, profile->plays * sqrt (actor->activity) * (course->format == EBOOK ? 0.6 : 1));
	Moment at = bought + random_between (&actor->random, 180, 7200);

	for (int i = 0; i < plays && at <= actor->end; i++) {
		int seconds = 30 + (int) random_lognormal (&actor->random, profile->seconds, 0.5);

		add_event (actor, PLAY, course, at, seconds, "");
		at += seconds + 60;
		if (i + 1 < plays) {
			Moment next = choose_time (actor, calendar_day_of (at) + random_between (&actor->random, 1, 6));

			at = next > at ? next : at + DAY_SECONDS;
		}
	}
	if (plays > 0 && random_chance (&actor->random, profile->completions))
		add_event (actor, COMPLETE, course, at, 0, "");
	if (random_chance (&actor->random, profile->ratings))
		rate (actor, course, at + random_between (&actor->random, 60, 2 * DAY_SECONDS));
}

static int
choose_discount (Actor *actor, Moment at, bool bundle)
{
	int discount = calendar_discount (calendar_day_of (at));

	if (discount == 0 && random_chance (&actor->random, 0.10))
		discount = 10 * random_between (&actor->random, 1, 2);
	return discount + (bundle ? 10 : 0);
}

/* Looks at each course before the moment of buying, then buys them in one order. */
static void
buy (Actor *actor, const int *chosen, int n, Moment at)
{
	int discount = choose_discount (actor, at, n > 1);

	for (int i = 0; i < n; i++) {
		const Course *course = &actor->courses[chosen[i]];
		Purchase row = { .user = actor->person->id, .course = course->id, .at = at };

		row.order = actor->records->n_orders;
		row.cents = course->price * (100 - discount);
		records_add_purchase (actor->records, row);
		learn (actor, course, at);
	}
	actor->records->n_orders++;
}

static void
place_order (Actor *actor, int day)
{
	Moment at = choose_time (actor, day);
	int chosen[3], wanted = 1, n = 0;

	if (random_chance (&actor->random, actor->profile->bundles))
		wanted = random_between (&actor->random, 2, 3);
	while (n < wanted) {
		chosen[n] = choose_course (actor, at, true);
		if (chosen[n] < 0)
			break;
		actor->owned[chosen[n]] = true;
		actor->owned_topics[actor->courses[chosen[n]].topic] = true;
		add_event (actor, VIEW, &actor->courses[chosen[n]], at, 0, "");
		at += random_between (&actor->random, 10, 200);
		add_event (actor, CLICK, &actor->courses[chosen[n]], at, 0, "");
		at += random_between (&actor->random, 5, 60);
		n++;
	}
	if (n > 0 && at <= actor->end)
		buy (actor, chosen, n, at);
}

/* People who come to buy do so soon, unless they wait for a sale; for who was there before, any time is as good. */
static int
first_order_day (Actor *actor)
{
	int first = first_day (actor), last = calendar_day_of (actor->end);
	int window = first > FIRST_DAY ? 25 : 180;

	if (random_chance (&actor->random, actor->profile->sale_orders))
		return choose_day (actor, 1);
	return calendar_random_day (&actor->random, first, first + window < last ? first + window : last);
}

enum { MAX_ORDERS = 60 };

static bool
too_soon (const int *days, int n, int day)
{
	for (int i = 0; i < n; i++)
		if (abs (days[i] - day) < 8)
			return true;
	return false;
}

/* Nobody orders twice in a week if there is another day. */
static int
next_order_day (Actor *actor, const int *days, int n)
{
	int day, attempts = 10;

	do
		day = n == 0 ? first_order_day (actor) : choose_day (actor, actor->profile->sale_orders);
	while (too_soon (days, n, day) && --attempts > 0);
	return day;
}

static int
compare_days (const void *a, const void *b)
{
	return *(const int *) a - *(const int *) b;
}

/* Orders by day, since what is owned steers what comes next. */
static void
place_orders (Actor *actor)
{
	int days[MAX_ORDERS], n = 1;

	if (!random_chance (&actor->random, actor->profile->buyers))
		return;
	n += random_poisson (&actor->random, actor->profile->orders * actor->activity);
	n = n < MAX_ORDERS ? n : MAX_ORDERS;
	for (int i = 0; i < n; i++)
		days[i] = next_order_day (actor, days, i);
	qsort (days, (size_t) n, sizeof *days, compare_days);
	for (int i = 0; i < n; i++)
		place_order (actor, days[i]);
}

/* Who came late has had less time, yet people do more at first: hence the small power. */
static double
share_of_full_time (const Actor *actor)
{
	int days = calendar_day_of (actor->end) - first_day (actor) + 1;
	int full = LAST_DAY - FIRST_DAY + 1;

	return actor->profile->active_days > 0 || actor->person->type == NEWCOMER ? 1 : pow ((double) days / full, 0.35);
}

/* Most stay until the end; the dormant leave early, and a few of the others fall silent too. */
static Moment
last_moment (Actor *actor)
{
	int first = first_day (actor), last = LAST_DAY;

	if (actor->profile->active_days > 0)
		last = first + 5 + (int) random_lognormal (&actor->random, actor->profile->active_days, 0.5);
	else if (actor->person->type != NEWCOMER && random_chance (&actor->random, 0.03))
		last = random_between (&actor->random, (first + LAST_DAY) / 2, LAST_DAY);
	return calendar_start_of (last < LAST_DAY ? last : LAST_DAY) + DAY_SECONDS - 1;
}

void
behaviour_live (uint64_t seed, uint64_t stream, const Person *person, const Course *courses, Records *records)
{
	Actor actor = { .person = person, .courses = courses, .profile = &profiles[person->type], .records = records };

	random_init (&actor.random, seed, stream);
	actor.end = last_moment (&actor);
	actor.activity = random_lognormal (&actor.random, 1, 0.27) * share_of_full_time (&actor);
	actor.harshness = 0.30 * random_normal (&actor.random);
	form_tastes (&actor);
	place_orders (&actor);
	make_visits (&actor);
}
