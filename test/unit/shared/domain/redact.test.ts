import { describe, expect, it } from 'vitest'
import { redactHalf, redactText, redactValue } from '../../../../shared/domain/redact.ts'

describe('redactText', () => {
  it.each([
    ['password=hunter2 next', 'password=*** next'],
    ['"password": "hun\\"ter2", "login": "ops"', '"password": ***, "login": "ops"'],
    ["db_password='a b c' host=x", 'db_password=*** host=x'],
    ['GET /rest?access_token=abc.def&i_customer=7', 'GET /rest?access_token=***&i_customer=7'],
    ['auth_info={"login":"ops","password":"x"}&params={}', 'auth_info=***&params={}'],
    [
      '{"auth_info": {"login":"ops","token":"x"}, "params": {}}',
      '{"auth_info": ***, "params": {}}',
    ],
    ['Authorization: Bearer abcdefghijkl\nAccept: */*', 'Authorization: ***\nAccept: */*'],
    ['Authorization: Digest username="u", response="0a1b"', 'Authorization: ***'],
    ['Set-Cookie: sid=abc; Path=/, next', 'Set-Cookie: ***, next'],
    ['req {"cookie":"sid=abc","id":7}', 'req {"cookie":***,"id":7}'],
    ['got Bearer abcdefghijkl back', 'got Bearer *** back'],
    ['https://ops:s3cret@api.example/x', 'https://ops:***@api.example/x'],
    ["GRANT ALL ON *.* TO 'r' IDENTIFIED BY 'pw'", "GRANT ALL ON *.* TO 'r' IDENTIFIED BY ***"],
    ['mysqldump -u root -ps3cret porta', 'mysqldump -u root -p*** porta'],
    ['porter --password hunter2 --customer 7', 'porter --password *** --customer 7'],
    [
      'x\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----\ny',
      'x\n-----PRIVATE KEY ***-----\ny',
    ],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEcut', '-----PRIVATE KEY ***-----'],
  ])('takes the secret out of %j', (text, clean) => {
    expect(redactText(text)).toBe(clean)
  })

  it.each([
    '2024-06-11 02:18:20 ERROR porter[4410] customer 10420: import failed: duplicate account id 442071838799',
    'authentication failed for user ops',
    'the token bucket is empty',
    'no cookie: falling back',
    'password prompt did not come',
    'transfer-pilot.customer-import.10417.apply.1',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

describe('hostile text', () => {
  it.each([
    'mysql ',
    'a-',
    'a.',
    'password',
    '://a:',
    '-----BEGIN PRIVATE KEY-----',
    'auth_info={',
    'cookie: a=b; ',
    '--a-',
    'token="',
  ])('of %j over and over is gone through in time that grows with its length', (part) => {
    const took = (text: string): number => {
      const from = performance.now()
      redactText(text)
      return performance.now() - from
    }
    // Something quadratic takes minutes for this.
    expect(took(`password ${part.repeat(Math.ceil(1_000_000 / part.length))}`)).toBeLessThan(3000)
  })
})

describe('redactValue', () => {
  it('masks members by their name and strings by their content, at any depth', () => {
    expect(
      redactValue({
        a: [{ api_token: 'x', accessToken: 'y', n: 7 }],
        out: 'password: y',
        Authorization: { b: 1 },
        none: null,
      }),
    ).toEqual({
      a: [{ api_token: '***', accessToken: '***', n: 7 }],
      out: 'password: ***',
      Authorization: '***',
      none: null,
    })
  })
})

describe('redactHalf', () => {
  it.each([
    'login ops password="hunter2 and more" failed',
    "porter --password 'hunter2 and more' --customer 7",
    '{"login":"ops","password":"hunter2, and more","id":7}',
    'auth_info={"login":"ops","password":"hunter2"}&params={}',
    'REGISTER response="hunter2hunter2", cnonce="hunter2hunter2", uri="sip:a"',
    'got Bearer hunter2hunter2hunter2 back',
    'see https://ops:hunter2@api.example/x now',
    "GRANT ALL TO 'r' IDENTIFIED BY 'hunter2 and more' now",
    'mysqldump -u root -phunter2 porta',
    'Authorization:Digest username="u", response="hunter2"',
    'connect http://10.0.0.1:8080/path',
  ])('keeps the secret of %j out wherever it is cut, and what follows with its end', (text) => {
    for (let cut = 0; cut <= text.length; cut += 1)
      expect(redactText(redactHalf(text.slice(0, cut)) + text.slice(cut)), `cut at ${cut}`).toBe(
        redactText(text),
      )
  })
})
