// Answers every request.
Deno.serve({ port: 9000 }, () => new Response("ok\n"));
