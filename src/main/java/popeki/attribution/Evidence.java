package popeki.attribution;

/**
 * One thing that speaks for or against a credit.
 *
 * @param signal what it is, as a stable word
 * @param detail the same for people
 * @param weight 1 decides alone; 0 was seen and did not count
 */
record Evidence(String signal, String detail, double weight) {}
