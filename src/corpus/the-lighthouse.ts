/** A text of our own, plain enough for characters and for words. */
export const THE_LIGHTHOUSE = `The lighthouse stood on the last rock of the coast, and its keeper was old. Every night he lit the lamp, and every night he wrote in his book what he had seen: the wind, the sea, the ships. When the book was full he sent it to the town, and the town sent him a new one.

One winter the sea took the road, and no new book came. So the keeper read the old pages again, and copied them, a little shorter each time, for his eyes were weak and his hand was slow. Where he had written that the wind came from the north, and then from the west, and once, in June, from the warm south, he now wrote that the wind came from the north. Where he had named nine ships he named six, and then four.

His daughter came across the ice in the spring. She read the copies by the window, the first one and the last one, and she laughed, and then she did not laugh.

"There is only one ship left," she said, "and it sails every day, and the wind is always from the north."

"That is what the book says," said the keeper.

"It is what the book says of the book," said the daughter. "Look out of the window."

The keeper looked. Three ships were on the water, and a small red boat that he had never seen, and the wind was from the south. He looked for a long time. Then he took the pen and began a new page, and he wrote of the red boat first, since it was the rarest thing, and rare things are the first to be lost.

After that summer they kept two books. In the one he wrote what he saw from the window, a few lines each day. In the other the daughter wrote what could be learned from all the days before. When the sea took the road again they read both, and never the second without the first. The old people of the town say that the lamp still burns, that the red boat still sails, and that the wind on the last rock of the coast comes from wherever it likes.
`;
