import { itemAt } from '../base/lists.ts';
import type { CommentRecord, MediaRecord } from '../documents/media.ts';
import type { DraftLine } from '../documents/planning.ts';
import { countCharacters, withoutAddresses } from '../metrics/captions.ts';
import type { CommentJudge, CommentQuote } from '../metrics/comment-quality.ts';

/**
 * What people ask most under a maker's posts, by words and word beginnings of the languages most written on the
 * platform, so that one question asked in five languages counts five times. A topic only groups questions; it decides
 * nothing, and a question in other words is grouped by its own.
 *
 * The first topic that fits counts: the more specific come first.
 */
const TOPIC_WORDS: Readonly<Record<string, string>> = {
  duration:
    'how long|how much time|how many hours|wie lange|combien de temps|cuánto tiempo|cuanto tiempo|cuánto tarda|quanto tempo|hoe lang|ile czasu|jak długo|ne kadar sür|сколько времени|как долго|berapa lama|どのくらい時間|何時間|何分|どれくらい|多久|多长时间|얼마나 걸|كم من الوقت|कितना समय',
  price:
    'price|pricing|how much|what does it cost|cost|preis|kostet|was kostet|prix|coûte|combien|precio|cuesta|cuánto|cuanto|preço|custa|quanto|prezzo|costa|prijs|cena|kosztuje|fiyat|kaç para|цена|сколько|стоит|harga|berapa|値段|いくら|价格|多少钱|價格|가격|얼마|سعر|بكم|कीमत|कितने का',
  buying:
    'buy|purchase|for sale|sell|shop|order one|store|kaufen|bestellen|verkauf|acheter|vend|boutique|commander|comprar|venta|tienda|loja|comprare|negozio|kopen|winkel|kupić|sklep|satın|satılık|купить|прода|заказать|beli|jual|購入|販売|買え|购买|哪里买|在哪买|구매|판매|شراء|أشتري|खरीद',
  music:
    'music|song|soundtrack|track|musik|lied|musique|chanson|música|musica|canción|cancion|canzone|muziek|muzyk|piosenk|müzik|şarkı|музык|песн|трек|lagu|音楽|曲名|音乐|歌名|음악|노래|موسيقى|أغنية|संगीत|गाना',
  colour: 'colou?r|farbe|couleur|cor |colore|kleur|kolor|renk|цвет|warna|何色|颜色|色は|색깔|색상|لون|रंग',
  size: 'how big|how tall|how large|what size|size|dimension|wie groß|wie gross|größe|taille|tamaño|tamanho|dimensioni|quanto è grande|afmeting|hoe groot|jak duż|boyut|размер|ukuran|サイズ|大きさ|尺寸|多大|크기|حجم|आकार',
  material:
    'material|what clay|which clay|glaze|filament|made of|made from|welcher ton|argile|matière|arcilla|barro|argila|argilla|klei|glina|malzeme|глин|материал|bahan|材料|素材|粘土|재료|점토|طين|मिट्टी',
  tool: 'printer|machine|what tool|which tool|software|drucker|maschine|imprimante|impresora|máquina|impressora|stampante|macchina|принтер|станок|yazıcı|makine|プリンタ|機械|打印机|机器|프린터|기계|طابعة',
  next: 'next video|next one|next part|part 2|when is|when will|nächste|prochain|próxim|siguiente|prossim|volgende|następn|sonraki|следующ|когда|berikutnya|次の|次は|下一|下个|다음|القادم|التالي|अगला|अगली',
  place:
    'where are you|where is|located|wo seid|wo ist|où |dónde|donde|onde|dove|waar|gdzie|nerede|где|di mana|どこ|在哪|哪里|어디|أين|कहाँ',
  method:
    'how do|how did|how is|how was|how to|how can|tutorial|wie mach|wie hast|wie geht|anleitung|comment fai|comment as|comment tu|cómo|como fa|como se|come fai|come si|hoe maak|hoe doe|jak to|jak zrob|nasıl|как |bagaimana|どうやって|作り方|怎么做|如何|어떻게|كيف|कैसे',
};

const TOPICS: readonly (readonly [topic: string, pattern: RegExp])[] = Object.entries(TOPIC_WORDS).map(
  // Scripts without spaces begin a word anywhere; the boundary is for the others.
  ([topic, words]) => [topic, new RegExp(`(?<![\\p{sc=Latin}\\p{sc=Cyrillic}\\p{sc=Arabic}])(?:${words})`, 'iu')],
);

/**
 * Tells what a question or request is about; `null` where no topic fits.
 *
 * @example
 * topicOf('Wie lange dauert das?'); //=> 'duration'
 */
export function topicOf(text: string): string | null {
  return TOPICS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Quotes shown of a group: the most liked, then one in other words. */
const MAX_QUOTES = 2;
/** Words two questions share, of those they have together, to be one question. */
const ALIKE = 0.5;
/** Shorter words say little. */
const MIN_WORD_LETTERS = 4;
/** Different people who write about a subject, and posts they write under, for it to be named. */
const MIN_AUTHORS = 3;
const MIN_POSTS = 2;
const MAX_TOPICS = 3;

interface Ask {
  readonly kind: 'request' | 'question';
  readonly quote: CommentQuote;
  readonly postId: string;
  readonly words: ReadonlySet<string>;
  readonly topic: string | null;
}

/**
 * Describes what people ask and request, grouped over all posts: by topic in the languages most written, else by the
 * words they share; each group with how many comments, posts and answers, the most asked first. Then the account's own
 * subjects that at least 3 people write about under at least 2 posts.
 */
export function describeAudience(
  media: readonly MediaRecord[],
  ownUsername: string | null,
  judge: CommentJudge,
): DraftLine[] {
  const asks = media.flatMap((post) => readAsks(post, judge));
  return [
    ...groupAsks(asks)
      .sort((a, b) => b.length - a.length || likesOf(b) - likesOf(a))
      .map(toLine),
    ...describeTopics(media, ownUsername),
  ];
}

function readAsks({ id: postId, comments }: MediaRecord, judge: CommentJudge): Ask[] {
  const { questions, requests } = judge(comments ?? [], Number.POSITIVE_INFINITY);
  const requested = new Set(requests.map((quote) => quote.id));
  const lineOf =
    (kind: Ask['kind']) =>
    (quote: CommentQuote): Ask => {
      const topic = topicOf(quote.text);
      // A topic alone decides where there is one.
      return { kind, quote, postId, topic, words: topic === null ? wordsOf(quote.text) : NO_WORDS };
    };
  return [
    ...requests.map(lineOf('request')),
    ...questions.filter(({ id }) => !requested.has(id)).map(lineOf('question')),
  ];
}

const NO_WORDS: ReadonlySet<string> = new Set();

function wordsOf(text: string): Set<string> {
  return new Set(listWords(text).filter((word) => countCharacters(word) >= MIN_WORD_LETTERS));
}

function listWords(text: string): readonly string[] {
  return (
    withoutAddresses(text)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/**
 * Groups asks. The most liked ask opens a group; later ones join the first that has their topic or half of their words.
 */
function groupAsks(asks: readonly Ask[]): Ask[][] {
  const groups: Ask[][] = [];
  for (const ask of asks.toSorted((a, b) => (b.quote.like_count ?? 0) - (a.quote.like_count ?? 0))) {
    const group = groups.find(([first]) => first !== undefined && isAlike(first, ask));
    if (group === undefined) groups.push([ask]);
    else group.push(ask);
  }
  return groups;
}

function isAlike(a: Ask, b: Ask): boolean {
  if (a.kind !== b.kind) return false;
  if (a.topic !== null || b.topic !== null) return a.topic === b.topic;
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  const all = a.words.size + b.words.size - shared;
  return all === 0 ? a.quote.text === b.quote.text : shared / all >= ALIKE;
}

function toLine(group: readonly Ask[]): DraftLine {
  const answered = group.filter(({ quote }) => quote.answered === true).length;
  const unanswered = group.filter(({ quote }) => quote.answered === false).length;
  const posts = [...new Set(group.map(({ postId }) => postId))];
  return {
    kind: itemAt(group, 0).kind,
    subject: [...new Set(group.map(({ quote }) => quote.text))].slice(0, MAX_QUOTES),
    figures: {
      topic: group[0]?.topic ?? null,
      comments: group.length,
      posts: posts.length,
      answered,
      unanswered,
      likes: likesOf(group),
    },
    evidence: [...group.map(({ quote }) => quote.id), ...posts],
  };
}

function likesOf(group: readonly Ask[]): number {
  return group.reduce((sum, { quote }) => sum + (quote.like_count ?? 0), 0);
}

/** Describes the account's own hashtags, as words of its commenters. */
function describeTopics(media: readonly MediaRecord[], ownUsername: string | null): DraftLine[] {
  const subjects = new Set(
    media.flatMap(({ hashtags }) => hashtags).filter((tag) => countCharacters(tag) >= MIN_WORD_LETTERS),
  );
  if (subjects.size === 0) return [];
  const found = new Map<string, { comments: string[]; authors: Set<string>; posts: Set<string> }>();
  const visit = ({ id, text, username, replies }: CommentRecord, postId: string): void => {
    if (username !== null && username !== ownUsername) {
      for (const word of new Set(listWords(text).filter((each) => subjects.has(each)))) {
        const entry = found.get(word) ?? { comments: [], authors: new Set(), posts: new Set() };
        found.set(word, entry);
        entry.comments.push(id);
        entry.authors.add(username);
        entry.posts.add(postId);
      }
    }
    for (const reply of replies) visit(reply, postId);
  };
  for (const post of media) for (const comment of post.comments ?? []) visit(comment, post.id);
  return [...found]
    .filter(([, { authors, posts }]) => authors.size >= MIN_AUTHORS && posts.size >= MIN_POSTS)
    .sort(([, a], [, b]) => b.authors.size - a.authors.size)
    .slice(0, MAX_TOPICS)
    .map(([word, { comments, authors, posts }]) => ({
      kind: 'topic',
      subject: [word],
      figures: { comments: comments.length, authors: authors.size, posts: posts.size },
      evidence: [...posts],
    }));
}
