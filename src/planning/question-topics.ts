/**
 * What people ask most under a maker's posts, by words and word beginnings of the languages most written on the
 * platform, so that one question asked in five languages counts five times. A topic only groups questions; it decides
 * nothing, and a question in other words is grouped by its own.
 *
 * The first topic that fits counts: the more telling stand first.
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
