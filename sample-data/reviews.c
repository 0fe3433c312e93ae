/* A review is an opening, a remark on the topic, sometimes how the course was used, and a closing. Openings, remarks and
 * closings exist for three moods: disappointed (1-2 stars), in two minds (3) and pleased (4-5). %s is replaced by the
 * title in openings and by the topic's noun in remarks. */
#include "reviews.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_MOODS = 3, N_OPENINGS = 8, N_REMARKS = 8, N_USES = 9, N_CLOSINGS = 7, TEXT_SIZE = 1024 };

static const char *const openings[2][N_MOODS][N_OPENINGS] = {
	{ { "Not what I expected from %s.", "I asked for my money back.", "Too long, too little in it.",
	    "The title promises a lot, the content does not deliver.", "Disappointed.",
	    "I gave up on %s after the second chapter.", "Honestly, I found the same for free elsewhere.",
	    "Poor sound, and slides read aloud word for word." },
	  { "%s is decent, but not more.", "Good in parts.", "A mixed bag.", "Fine for a first look.",
	    "I am in two minds about %s.", "Some chapters are useful, others are padding.",
	    "Solid start, weak second half.", "OK for the price, I suppose." },
	  { "%s is exactly what I needed.", "Clear, practical, no filler.", "One of the best I have bought here.",
	    "I finished %s in two weeks.", "Well structured and a pleasure to follow.",
	    "Short lessons, real examples, honest advice.", "Worth every cent.", "Loved it!" } },
	{ { "《%s》和介绍差得有点远。", "有点失望。", "内容太浅，不值这个价。", "听了两节就听不下去了。",
	    "标题党，干货很少。", "音质很差，基本是照着 PPT 念。", "免费的资料里都能找到。", "已经申请退款了。" },
	  { "《%s》中规中矩吧。", "有收获，但没有想象中多。", "前半部分不错，后面有点水。", "适合入门的时候看看。",
	    "一般，不功不过。", "有几节讲得好，有几节像凑数。", "性价比还行。", "对《%s》的感受比较复杂。" },
	  { "《%s》正是我需要的。", "讲得清楚，全是干货！", "这是我在平台上买过最值的一门。", "两周就学完了《%s》。",
	    "结构清晰，听着很舒服。", "案例真实，马上能用。", "物超所值。", "老师很用心，逻辑特别清楚。" } },
};

static const char *const remarks[2][N_MOODS][N_REMARKS] = {
	{ { "The part about %s is copied from the manual, examples and all.", "Nothing new about %s, sadly.",
	    "On %s there are five minutes, then an advert for the \"premium\" version.",
	    "I still do not understand %s, and nobody answers questions.", "The section on %s is out of date.",
	    "It talks about %s without a single exercise.", "Half the files for %s are missing.",
	    "The author says \"more on %s later\", but later never comes." },
	  { "The part about %s is good, the rest less so.", "I wanted more exercises on %s, fewer anecdotes.",
	    "It explains %s well, but goes too fast afterwards.", "On %s I knew most of it already.",
	    "Good ideas on %s, although the examples are thin.", "For %s you will need a second source.",
	    "The lesson on %s helped, the slides did not.", "It is fine on %s, vague on everything else." },
	  { "The part about %s alone was worth it.", "I finally understand %s.",
	    "The chapter on %s answered questions I had for years.", "I tried the advice on %s at once, and it works.",
	    "Great exercises on %s, with solutions.", "What it calls \"the boring bit\", %s, was my favourite.",
	    "It makes %s look easy, in a good way.", "The explanation of %s is the clearest I know." } },
	{ { "%s这部分基本是抄手册，没有自己的东西。", "关于%s没有任何新内容。", "%s只讲了五分钟，后面全是在推销\"高级班\"。",
	    "%s还是没听懂，提问也没人回答。", "%s那一章已经过时了。", "讲%s居然没有一个练习。", "%s的配套资料缺了一半。",
	    "老师总说\"%s后面再讲\"，结果一直没讲。" },
	  { "%s讲得不错，其他部分一般。", "希望%s多一些练习，少一些故事。", "%s解释得挺好，后面节奏太快了。",
	    "%s的内容我大部分都知道了。", "%s有些启发，不过例子偏少。", "%s还得再找别的资料补一补。",
	    "讲%s的那节有帮助，课件就比较粗糙。", "%s还可以，其余的比较笼统。" },
	  { "光是%s这一部分就值回票价。", "终于弄明白%s了。", "%s那一章解决了我多年的疑问。", "照着%s的方法试了一下，真的有效。",
	    "%s的练习设计得很好，还有参考答案。", "老师说%s是\"最枯燥的一节\"，我反而最喜欢。", "把%s讲得很通透，不绕弯子。",
	    "%s讲得比我看过的书都清楚。" } },
};

static const char *const uses[2][N_USES] = {
	{ "I listened on the train, mostly.", "I watched it in the evening, after the children were in bed.",
	  "Our whole team took it together.", "I bought it in the sale.", "I needed it for a new job.",
	  "I had no previous knowledge, for the record.", "I have worked in the field for six years.",
	  "I took notes, about twelve pages.", "I used the phone app, which works fine." },
	{ "主要是上下班路上听的。", "每天晚上孩子睡了以后学半小时。", "我们团队一起买的。", "大促的时候入手的。",
	  "换工作需要，临时补课。", "我是零基础，供大家参考。", "本人从业六年，说点实话。", "前后记了十几页笔记。",
	  "用手机 App 看的，体验还行。" },
};

static const char *const closings[2][N_MOODS][N_CLOSINGS] = {
	{ { "I cannot recommend it.", "Save your money.", "Please update it, or lower the price.", "Two evenings lost.",
	    "Not for me.", "I will not buy from this author again.", "Avoid, at least until it is revised." },
	  { "Wait for a discount.", "Maybe better for beginners.", "Three stars, then.", "I may return to it later.",
	    "With an update it could be good.", "Neither good, nor bad.", "Look at the sample lesson first." },
	  { "Highly recommended.", "Thank you!", "Please make a second part.", "I have already told two friends.",
	    "Will buy the next one as well.", "Good value, even at full price.", "Buy it, then do the exercises." } },
	{ { "不推荐。", "别浪费钱了。", "希望更新一下，或者降价。", "浪费了两个晚上。", "不适合我。", "不会再买这位老师的课了。",
	    "建议先听试看再决定。" },
	  { "建议打折再买。", "可能更适合新手。", "给三星吧。", "以后有空再回看。", "要是能更新一版就好了。", "凑合能听。",
	    "先看试听再决定。" },
	  { "强烈推荐！", "感谢老师。", "期待出进阶篇。", "已经推荐给两个同事了。", "下一门还会买。", "原价买也值。",
	    "买了一定要跟着练。" } },
};

/* Replaces the first %s of @pattern. A title that brings its own 《》 is not put into a second pair. */
static void
append_filled (char *text, const char *pattern, const char *word)
{
	static const char in_book_marks[] = "《%s》";
	const char *hole = strstr (pattern, "%s");
	size_t length = strlen (text);

	if (hole == NULL)
		snprintf (text + length, TEXT_SIZE - length, "%s", pattern);
	else if (strncmp (word, in_book_marks, 3) == 0 && strstr (pattern, in_book_marks) != NULL) {
		hole = strstr (pattern, in_book_marks);
		snprintf (text + length, TEXT_SIZE - length, "%.*s%s%s", (int) (hole - pattern), pattern, word,
		          hole + strlen (in_book_marks));
	} else
		snprintf (text + length, TEXT_SIZE - length, "%.*s%s%s", (int) (hole - pattern), pattern, word, hole + 2);
}

static void
append_gap (Random *random, char *text, bool chinese)
{
	const char *gap = random_chance (random, 0.04) ? "\n" : chinese ? "" : " ";
	size_t length = strlen (text);

	snprintf (text + length, TEXT_SIZE - length, "%s", gap);
}

char *
review_compose (Random *random, const Course *course, int stars, bool chinese)
{
	int mood = stars <= 2 ? 0 : stars == 3 ? 1 : 2;
	const char *noun = topics[course->topic].noun[chinese];
	char *text = calloc (TEXT_SIZE, 1);

	if (text == NULL)
		abort ();
	append_filled (text, openings[chinese][mood][random_below (random, N_OPENINGS)], course->title);
	append_gap (random, text, chinese);
	append_filled (text, remarks[chinese][mood][random_below (random, N_REMARKS)], noun);
	if (random_chance (random, 0.45)) {
		append_gap (random, text, chinese);
		append_filled (text, uses[chinese][random_below (random, N_USES)], "");
	}
	if (random_chance (random, 0.7)) {
		append_gap (random, text, chinese);
		append_filled (text, closings[chinese][mood][random_below (random, N_CLOSINGS)], "");
	}
	return text;
}
