package com.example;

public class Main {
    public static void main(String[] args) {
        org.slf4j.LoggerFactory.getLogger(Main.class).info("done");
    }
}
