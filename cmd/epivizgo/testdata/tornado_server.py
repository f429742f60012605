"""A server on tornado that answers as the one of EpiViz's WebSocket tutorial: blocks of 100 bases every 1000, with random values
and five random letters each. It prints its port, and ends with its input. For beside-tornado.sh."""

import json
import math
import random
import string
import sys
import threading

import tornado.ioloop
import tornado.web
import tornado.websocket

STEP, WIDTH, LOW, HIGH = 1000, 100, -5, 25
LETTERS = string.digits + string.ascii_letters


def blocks(start, end):
    first = math.floor((start - 1) / STEP) + 1
    return first, range(first * STEP + 1, end, STEP)


def text(size):
    result = ''
    for _ in range(size):
        result += LETTERS[random.randint(0, len(LETTERS) - 1)]
    return result


def rows(data):
    first, starts = blocks(data['start'], data['end'])
    ids, begins, ends, texts = [], [], [], []
    for number, start in enumerate(starts, first):
        ids.append(number)
        begins.append(start)
        ends.append(start + WIDTH)
        texts.append(text(5))
    values = {'id': ids, 'start': begins, 'end': ends, 'strand': '*', 'metadata': {'py_metadata': texts}}
    return {'values': values, 'globalStartIndex': first, 'useOffset': False}


def values(data):
    first, starts = blocks(data['start'], data['end'])
    return {'values': [random.random() * (HIGH - LOW) + LOW for _ in starts], 'globalStartIndex': first}


class Endpoint(tornado.websocket.WebSocketHandler):
    def check_origin(self, origin):
        return True

    def on_message(self, message):
        request = json.loads(message)
        data = request['data']
        answer = {'getRows': rows, 'getValues': values}[data['action']](data)
        self.write_message(json.dumps({'requestId': request['requestId'], 'type': 'response', 'data': answer}))


def main():
    server = tornado.web.Application([(r'/ws', Endpoint)]).listen(0, '127.0.0.1')
    loop = tornado.ioloop.IOLoop.current()

    def until_end():
        sys.stdin.read()
        loop.add_callback(loop.stop)

    threading.Thread(target=until_end, daemon=True).start()
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    loop.start()


main()
